/* Lanyan.exe: starts the program with the Python beside it, without a console window.
 *
 * It starts pythonw.exe rather than loading its library, so that python311._pth holds and the signature of that
 * file stays what Windows looks at. What follows our own name on the command line is handed on as it stands:
 * quoting it anew is where launchers go wrong (a folder that ends in a backslash, a quote in a name).
 */
#include <windows.h>
#include <wchar.h>

#define ROOM 32768 /* the longest command line Windows takes */

static wchar_t folder[ROOM], program[ROOM], line[ROOM];

/* The command line after the program's own name, which may stand in quotes. */
static const wchar_t *arguments_of(const wchar_t *text)
{
    BOOL is_quoted = FALSE;
    for (; *text && (is_quoted || (*text != L' ' && *text != L'\t')); text++)
        if (*text == L'"')
            is_quoted = !is_quoted;
    while (*text == L' ' || *text == L'\t')
        text++;
    return text;
}

static int fail(void)
{
    /* 蓝燕没有启动：程序文件不全，请重新安装。账套没有改动。 */
    MessageBoxW(NULL,
                L"\u84dd\u71d5\u6ca1\u6709\u542f\u52a8\uff1a\u7a0b\u5e8f\u6587\u4ef6\u4e0d\u5168\uff0c\u8bf7\u91cd\u65b0"
                L"\u5b89\u88c5\u3002\u8d26\u5957\u6ca1\u6709\u6539\u52a8\u3002",
                L"\u84dd\u71d5", MB_ICONERROR);
    return 1;
}

int WINAPI wWinMain(HINSTANCE self, HINSTANCE none, PWSTR unused, int show)
{
    STARTUPINFOW start = {.cb = sizeof start};
    PROCESS_INFORMATION made;
    DWORD status = 1;
    DWORD length = GetModuleFileNameW(NULL, folder, ROOM);
    wchar_t *end = wcsrchr(folder, L'\\');

    (void)self, (void)none, (void)unused, (void)show;
    if (length == 0 || length == ROOM || !end)
        return fail();
    *end = 0;
    if (_snwprintf(program, ROOM, L"%ls\\runtime\\pythonw.exe", folder) < 0
        || _snwprintf(line, ROOM, L"\"%ls\" -X utf8 -m lanyan_desktop %ls", program, arguments_of(GetCommandLineW())) < 0)
        return fail();
    line[ROOM - 1] = program[ROOM - 1] = 0;
    /* no folder of its own: the user's stays, so that a file named on the command line is found */
    if (!CreateProcessW(program, line, NULL, NULL, FALSE, 0, NULL, NULL, &start, &made))
        return fail();
    WaitForSingleObject(made.hProcess, INFINITE);
    GetExitCodeProcess(made.hProcess, &status);
    return (int)status;
}
