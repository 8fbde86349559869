using System.Diagnostics;

namespace EndToEnd.Support;

/// <summary>
/// A disk of a few megabytes, in memory, that only one program sees: it is mounted in a namespace of that program's own and is gone with it. No
/// root is needed, but a kernel that lets users have namespaces.
/// </summary>
sealed class SmallDisk(int megabytes)
{
    public const string Program = "unshare";
    static readonly string[] Apart = ["--map-root-user", "--mount", "sh", "-c"];

    /// <summary>Null, or why there can be none on this machine.</summary>
    public static async Task<string?> WhyNot()
    {
        try
        {
            using var trial = Process.Start(new ProcessStartInfo(Program, [.. Apart, "mount -t tmpfs tmpfs /mnt"]) { RedirectStandardError = true })!;
            var said = await trial.StandardError.ReadToEndAsync();
            await trial.WaitForExitAsync();
            return trial.ExitCode == 0 ? null : $"no file system can be mounted here: {said.Trim()}";
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            return $"{Program} cannot be run: {missing.Message}";
        }
    }

    /// <summary>What the program's own arguments come after.</summary>
    public IEnumerable<string> Mounting(string folder)
    {
        Directory.CreateDirectory(folder);
        return [.. Apart, $"mount -t tmpfs -o size={megabytes}m tmpfs \"$0\" && exec dotnet \"$@\"", folder];
    }

    /// <summary>Writes until no more room is left than so many megabytes.</summary>
    public static void Fill(ChildProcess owner, string folder, int leave = 0)
    {
        var name = Filler(owner, folder);
        using (var file = new FileStream(name, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0))
        {
            // Large pieces first; a smaller one may still find room.
            for (var size = 1 << 20; size > 0; size >>= 1)
            {
                try
                {
                    for (var piece = new byte[size]; ;)
                        file.Write(piece);
                }
                catch (IOException)
                {
                    continue;
                }
            }

            file.SetLength(Math.Max(0, file.Length - ((long)leave << 20)));
        }
    }

    public static void MakeRoom(ChildProcess owner, string folder) => File.Delete(Filler(owner, folder));

    static string Filler(ChildProcess owner, string folder) => $"/proc/{owner.Id}/root{folder}/filler";
}
