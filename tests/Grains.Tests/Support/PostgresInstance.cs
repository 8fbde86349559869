using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Grains.Tests.Support;

/// <summary>A PostgreSQL server of this test run: in a temporary folder, on a free port, stopped and removed at the end, however the run ends.</summary>
public sealed class PostgresInstance : IAsyncLifetime
{
    public const string Password = "s3cret-canary";

    static int last;

    readonly string folder = Path.Combine(Path.GetTempPath(), $"ticker-pg-{Environment.ProcessId}-{Interlocked.Increment(ref last)}");
    readonly string programs = FindPrograms();

    public int Port { get; } = FreePort();

    public async Task InitializeAsync()
    {
        Directory.CreateDirectory(folder);
        var password = Path.Combine(folder, "password");
        await File.WriteAllTextAsync(password, Password);
        if (Environment.IsPrivilegedProcess)
            await Run("chown", "-R", "nobody", folder);
        await RunProgram("initdb", "-D", Data, "-U", "ticker", "-A", "scram-sha-256", $"--pwfile={password}", "--no-locale", "-E", "UTF8", "--no-sync");
        await Start();
        // A run that is killed cleans up too.
        _ = Process.Start(AsUser("sh", "-c", $"while [ -d /proc/{Environment.ProcessId} ]; do sleep 1; done; {programs}/pg_ctl -D {Data} -m immediate stop; rm -rf {folder}"));
    }

    public async Task DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await Stop();
        Directory.Delete(folder, recursive: true);
    }

    public Task Start() => RunProgram("pg_ctl", "-D", Data, "-w", "-t", "120", "-l", Path.Combine(folder, "log"), "-o", $"-p {Port} -k {folder} -c listen_addresses=127.0.0.1 -c max_connections=200", "start");

    /// <summary>Every connection is cut at once, as when the machine is lost; what was committed is there after <see cref="Start"/>.</summary>
    public Task Stop() => RunProgram("pg_ctl", "-D", Data, "-w", "-m", "immediate", "stop");

    /// <summary>A new, empty database; the address of it.</summary>
    public async Task<string> NewDatabase()
    {
        var name = $"t{Interlocked.Increment(ref last)}";
        await Execute(Address("postgres"), $"CREATE DATABASE {name}");
        return Address(name);
    }

    public string Address(string database, int? port = null) => $"Host=127.0.0.1;Port={port ?? Port};Database={database};Username=ticker;Password={Password};Pooling=true";

    public static async Task Execute(string address, string sql)
    {
        await using var connection = new NpgsqlConnection(address + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand { Connection = connection, CommandText = sql };
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Every row of every table; bytes are shown as the text that they are.</summary>
    public static async Task<string> Text(string address)
    {
        await using var connection = new NpgsqlConnection(address + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand { Connection = connection };
        command.CommandText = "SET bytea_output = 'escape'; SELECT string_agg(format('SELECT t::text FROM %I t', tablename), ' UNION ALL ') FROM pg_tables WHERE schemaname = 'public'";
        var everything = (string)(await command.ExecuteScalarAsync())!;
        command.CommandText = $"SELECT string_agg(t, E'\n') FROM ({everything}) AS rows (t)";
        return (string)(await command.ExecuteScalarAsync())!;
    }

    string Data => Path.Combine(folder, "data");

    Task RunProgram(string program, params string[] arguments) => Run(AsUser(Path.Combine(programs, program), arguments));

    static Task Run(string program, params string[] arguments) => Run(new ProcessStartInfo(program, arguments));

    static async Task Run(ProcessStartInfo start)
    {
        // The server inherits what it is given: a pipe would stay open as long as it runs.
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{start.FileName} {string.Join(' ', start.ArgumentList)} ended with {process.ExitCode}.");
    }

    /// <summary>PostgreSQL refuses to run as root.</summary>
    static ProcessStartInfo AsUser(string program, params string[] arguments)
    {
        var start = Environment.IsPrivilegedProcess ? new ProcessStartInfo("runuser", ["-u", "nobody", "--", program, .. arguments]) : new ProcessStartInfo(program, arguments);
        start.WorkingDirectory = Path.GetTempPath();
        start.RedirectStandardOutput = Path.GetFileName(program) == "initdb";
        return start;
    }

    static string FindPrograms()
    {
        var installed = Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql") : [];
        var best = installed.Where(d => int.TryParse(Path.GetFileName(d), out var major) && major >= 15).MaxBy(d => int.Parse(Path.GetFileName(d), null));
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Prepend(best is null ? "" : Path.Combine(best, "bin"));
        return path.FirstOrDefault(d => File.Exists(Path.Combine(d, "initdb")))
            ?? throw new InvalidOperationException("PostgreSQL 15 or newer is not installed, so nothing was tested on it: run ./test.sh, which installs it, or `apt-get install postgresql`.");
    }

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

/// <summary>Tests of one server, one after the other: some of them stop it.</summary>
[CollectionDefinition(Name)]
public sealed class PostgresCollection : ICollectionFixture<PostgresInstance>
{
    public const string Name = "PostgreSQL";
}
