; The Windows installer; build.sh calls makensis with VERSION and STAGE defined.
; For the user alone, so that no administrator is needed; ledgers and settings are never touched.
Target amd64-unicode ; first, so that no 32-bit stub is made
Unicode true
!define NAME "蓝燕"
!define KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\LanyanDesktop"
Name "${NAME}"
OutFile "lanyan-${VERSION}-setup.exe"
InstallDir "$LOCALAPPDATA\Programs\Lanyan"
InstallDirRegKey HKCU "${KEY}" "InstallLocation"
RequestExecutionLevel user
ManifestDPIAware true
SetCompressor /SOLID lzma
SetCompressorDictSize 32
!include "LogicLib.nsh"
!include "MUI2.nsh"
!define MUI_ICON "${STAGE}/lanyan.ico"
!define MUI_FINISHPAGE_RUN "$INSTDIR\Lanyan.exe"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "SimpChinese"

; A running program holds its files open, and it may outlive its launcher: say so before anything is touched, instead
; of leaving half a program. Opening for writing is what fails; nothing is written.
!macro StopIfRunning FILE
  ${If} ${FileExists} "$INSTDIR\${FILE}"
    ClearErrors
    FileOpen $0 "$INSTDIR\${FILE}" a
    ${If} ${Errors}
      MessageBox MB_OK|MB_ICONEXCLAMATION "蓝燕正在运行，没有改动任何文件；请先关闭它再试。" /SD IDOK
      SetErrorLevel 1
      Quit
    ${EndIf}
    FileClose $0
  ${EndIf}
!macroend

!macro StopIfAnyRuns
  !insertmacro StopIfRunning "runtime\pythonw.exe"
  !insertmacro StopIfRunning "runtime\python.exe"
  !insertmacro StopIfRunning "Lanyan.exe"
!macroend

!macro RemoveProgram
  RMDir /r "$INSTDIR\runtime"
  RMDir /r "$INSTDIR\site-packages"
  Delete "$INSTDIR\Lanyan.exe"
  Delete "$INSTDIR\lanyan.cmd"
  Delete "$INSTDIR\lanyan.ico"
  Delete "$INSTDIR\LICENSE"
!macroend

Section
  !insertmacro StopIfAnyRuns
  !insertmacro RemoveProgram ; modules of an older version must not stay beside the new ones
  SetOutPath "$INSTDIR"
  File /r "${STAGE}/*"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  SetOutPath "$DOCUMENTS" ; where a shortcut starts in
  CreateShortcut "$DESKTOP\${NAME}.lnk" "$INSTDIR\Lanyan.exe"
  CreateShortcut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\Lanyan.exe"
  WriteRegStr HKCU "Software\Classes\.lanyan" "" "Lanyan.Ledger"
  WriteRegStr HKCU "Software\Classes\Lanyan.Ledger" "" "蓝燕账套"
  WriteRegStr HKCU "Software\Classes\Lanyan.Ledger\DefaultIcon" "" "$INSTDIR\Lanyan.exe,0"
  WriteRegStr HKCU "Software\Classes\Lanyan.Ledger\shell\open\command" "" '"$INSTDIR\Lanyan.exe" "%1"'
  WriteRegStr HKCU "${KEY}" "DisplayName" "${NAME}"
  WriteRegStr HKCU "${KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${KEY}" "DisplayIcon" "$INSTDIR\Lanyan.exe"
  WriteRegStr HKCU "${KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegDWORD HKCU "${KEY}" "NoModify" 1
  WriteRegDWORD HKCU "${KEY}" "NoRepair" 1
SectionEnd

Section "Uninstall"
  !insertmacro StopIfAnyRuns
  !insertmacro RemoveProgram
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR" ; only if empty: what the user put there stays
  Delete "$DESKTOP\${NAME}.lnk"
  Delete "$SMPROGRAMS\${NAME}.lnk"
  DeleteRegKey HKCU "Software\Classes\Lanyan.Ledger"
  DeleteRegKey HKCU "Software\Classes\.lanyan"
  DeleteRegKey HKCU "${KEY}"
SectionEnd
