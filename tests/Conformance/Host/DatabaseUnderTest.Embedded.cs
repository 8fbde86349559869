using Microsoft.Data.Sqlite;

namespace Conformance.Host;

/// <summary>A SQLite file; Orleans.Embedded makes its tables itself.</summary>
sealed class DatabaseUnderTest : IDisposable
{
    public const string Invariant = "Microsoft.Data.Sqlite";

    static int s_last;

    readonly string _file = Path.Combine(Path.GetTempPath(), $"conformance-{Environment.ProcessId}-{Interlocked.Increment(ref s_last)}.db");

    public string ConnectionString => $"Data Source={_file}";

    public static Task<DatabaseUnderTest> Create() => Task.FromResult(new DatabaseUnderTest());

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        foreach (var file in Directory.GetFiles(Path.GetTempPath(), Path.GetFileName(_file) + "*"))
            File.Delete(file);
    }
}
