using Grains.Tests.Support;

namespace Conformance.Host;

/// <summary>A database of its own on this run's PostgreSQL server, with the tables of <c>deploy/sql</c>.</summary>
sealed class DatabaseUnderTest : IDisposable
{
    public const string Invariant = "Npgsql";

    static readonly Lazy<Task<PostgresInstance>> s_server = new(StartServer);

    DatabaseUnderTest(string connectionString) => ConnectionString = connectionString;

    public string ConnectionString { get; }

    public static async Task<DatabaseUnderTest> Create()
    {
        var address = await (await s_server.Value).NewDatabase();
        foreach (var script in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "sql")).Order(StringComparer.Ordinal))
            await PostgresInstance.Execute(address, await File.ReadAllTextAsync(script));
        return new DatabaseUnderTest(address);
    }

    public void Dispose()
    {
        // It goes with the server, which goes with this process.
    }

    static async Task<PostgresInstance> StartServer()
    {
        var server = new PostgresInstance();
        await server.InitializeAsync();
        return server;
    }
}
