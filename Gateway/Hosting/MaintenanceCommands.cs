using System.IO.Compression;
using Grains.Storage;
using Silo;

namespace Gateway.Hosting;

/// <summary><c>migrate</c>, <c>backup FILE</c> (while the service runs or not), <c>restore FILE</c> (while it is stopped).</summary>
static class MaintenanceCommands
{
    public const string Usage = "Usage: migrate | backup FILE | restore FILE";

    static readonly string[] Files = ["ticker.db", "grains.db"];

    public static bool Knows(string[] args) => args is ["migrate" or "backup" or "restore", ..];

    public static async Task<int> Run(string[] args, TickerSettings settings, TextWriter output)
    {
        switch (args)
        {
            case ["migrate"]:
                Directory.CreateDirectory(settings.DataFolder);
                await (await settings.OpenDatabase(TimeProvider.System)).DisposeAsync();
                await output.WriteLineAsync("The database has this build's schema.");
                return 0;
            case ["backup" or "restore", _] when settings.Postgres is not null:
                throw new StartupException(
                    $"The state is in {settings.Postgres}: back it up with `pg_dump --format=custom --file=FILE DATABASE`, and restore it, while nothing uses it, with `pg_restore --clean --if-exists --dbname=DATABASE FILE`.");
            case ["backup", var file]:
                Backup(settings.DataFolder, Path.GetFullPath(file));
                await output.WriteLineAsync($"Orders, keys and settings of {settings.DataFolder} are in {Path.GetFullPath(file)}.");
                return 0;
            case ["restore", var file]:
                Restore(settings.DataFolder, Path.GetFullPath(file));
                await output.WriteLineAsync($"{settings.DataFolder} holds what {Path.GetFullPath(file)} held.");
                return 0;
            default:
                throw new StartupException(Usage);
        }
    }

    static void Backup(string folder, string file)
    {
        if (!File.Exists(Path.Combine(folder, Files[0])))
            throw new StartupException($"The data folder {folder} holds no database: set TICKER_DATA to the folder of the service.");
        Guarded(file, () =>
        {
            // A backup that was not finished must not look like one.
            var partial = file + ".partial";
            if (File.Exists(file))
                throw new StartupException($"The file {file} is there already: name another one.");
            using (var archive = new ZipArchive(new FileStream(partial, FileMode.Create), ZipArchiveMode.Create))
            {
                foreach (var name in Files.Where(name => File.Exists(Path.Combine(folder, name))))
                {
                    var copy = partial + "." + name;
                    try
                    {
                        SqliteDatabase.Copy(Path.Combine(folder, name), copy);
                        archive.CreateEntryFromFile(copy, name);
                    }
                    finally
                    {
                        File.Delete(copy);
                    }
                }
            }

            File.Move(partial, file);
        });
    }

    static void Restore(string folder, string file)
    {
        using var held = DataFolder.Take(folder);
        if (Files.FirstOrDefault(name => File.Exists(Path.Combine(folder, name))) is { } there)
            throw new StartupException($"The data folder {folder} holds a {there} already: move it away, or set TICKER_DATA to an empty folder.");
        Guarded(file, () =>
        {
            using var archive = ZipFile.OpenRead(file);
            if (archive.GetEntry(Files[0]) is null)
                throw new InvalidDataException("no ticker.db in it");
            var names = Files.Where(name => archive.GetEntry(name) is not null).ToArray();
            var unpacked = Directory.CreateDirectory(Path.Combine(folder, "restoring"));
            try
            {
                // All is checked before anything is in place; orders come last, because a service without them would start anew.
                foreach (var name in names)
                {
                    archive.GetEntry(name)!.ExtractToFile(Path.Combine(unpacked.FullName, name), overwrite: true);
                    SqliteDatabase.Check(Path.Combine(unpacked.FullName, name));
                }

                foreach (var name in names.Reverse())
                    File.Move(Path.Combine(unpacked.FullName, name), Path.Combine(folder, name));
            }
            finally
            {
                unpacked.Delete(recursive: true);
            }
        });
    }

    static void Guarded(string file, Action work)
    {
        try
        {
            work();
        }
        catch (InvalidDataException e)
        {
            throw new StartupException($"The file {file} is not a backup ({e.Message.TrimEnd('.')}): name one that `backup` made.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"The file {file} cannot be used ({e.Message.TrimEnd('.')}): check its folder, its permissions and the disk's space.", e);
        }
    }
}
