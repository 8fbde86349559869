namespace Grains.Secrets;

/// <summary>A file that only its owner may read.</summary>
static class PrivateFile
{
    const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <exception cref="KeyFileException">It is not there, cannot be read, or others may read it.</exception>
    public static string Read(string path, string setting)
    {
        try
        {
            if (!File.Exists(path))
                throw new KeyFileException($"{setting} names {path}, which is not there: make a key with `keys master create`, or restore the file from where it is kept.");
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) is not UnixFileMode.None)
                throw new KeyFileException($"{setting} names {path}, which others may read: run `chmod 600 {path}`, and replace the key if others had access.");
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new KeyFileException($"{setting} names {path}, which cannot be read ({e.Message}): make it readable for this user alone.", e);
        }
    }

    /// <summary>Makes a new file; an existing one is left as it is.</summary>
    public static void Create(string path, string text)
    {
        try
        {
            Write(path, text, FileMode.CreateNew);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new KeyFileException($"The file {path} cannot be made ({e.Message.TrimEnd('.')}): name one that is not there yet, in a folder that this user may write.", e);
        }
    }

    /// <summary>Replaces the file in one step, so that a crash leaves the old one or the new one.</summary>
    public static void Replace(string path, string text)
    {
        var beside = path + ".new";
        File.Delete(beside);
        Write(beside, text, FileMode.CreateNew);
        File.Move(beside, path, overwrite: true);
    }

    static void Write(string path, string text, FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new FileStream(path, options);
        using var writer = new StreamWriter(file, leaveOpen: true);
        writer.Write(text);
        writer.Flush();
        file.Flush(flushToDisk: true);
    }
}
