@echo off
rem start.cmd [REGISTER]: the same as installers/start, on Windows, without administrator rights.
chcp 65001 >nul
setlocal
cd /d "%~dp0.."

set "PY="
for %%P in ("py -3" "python") do if not defined PY (
  %%~P -c "import sys; sys.exit(sys.version_info < (3, 11))" >nul 2>nul && set "PY=%%~P"
)
if not defined PY (
  echo 没有找到 Python 3.11 或更新版本，请先为当前用户安装，安装时勾选 “Add python.exe to PATH”。
  pause
  exit /b 1
)

if not exist .venv\equipinspect-lock goto install
fc /b requirements.lock .venv\equipinspect-lock >nul 2>nul
if not errorlevel 1 goto open

:install
echo 正在安装运行环境（约 300 MB，只在第一次或升级后需要几分钟）……
set "OFFLINE="
if exist wheels set "OFFLINE=--no-index --find-links wheels"
%PY% -m venv .venv
if errorlevel 1 goto failed
.venv\Scripts\python -m pip install --disable-pip-version-check %OFFLINE% --require-hashes -r requirements.lock
if errorlevel 1 goto failed
.venv\Scripts\python -m pip install --disable-pip-version-check --quiet --no-index --no-deps --no-build-isolation --editable .
if errorlevel 1 goto failed
copy /y requirements.lock .venv\equipinspect-lock >nul

:open
set "REGISTER=%~1"
if not defined REGISTER set "REGISTER=%LOCALAPPDATA%\equipinspect\demo.eqi"
if exist "%REGISTER%" goto window
for %%F in ("%REGISTER%") do if not exist "%%~dpF" mkdir "%%~dpF"
echo 正在生成演示数据：%REGISTER%
.venv\Scripts\equipinspect demo "%REGISTER%"
if errorlevel 1 goto failed
:window
.venv\Scripts\equipinspect window "%REGISTER%"
exit /b %errorlevel%

:failed
echo 没有装好：请检查网络（或 wheels 文件夹）与磁盘空间，然后再运行一次，会接着装。
pause
exit /b 1
