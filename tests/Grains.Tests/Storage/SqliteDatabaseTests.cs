using System.Security.Cryptography;
using Dapper;
using Grains.Interfaces.Orders;
using Grains.Storage;
using Grains.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace Grains.Tests.Storage;

public sealed class SqliteDatabaseTests : IDisposable
{
    readonly TempFolder folder = new();
    readonly FakeTime time = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_new_file_gets_every_migration_once_and_keeps_it()
    {
        for (var opening = 0; opening < 2; opening++)
        {
            await using var database = await Open();
            var applied = await database.ReadAsync(c => c.Query<string>("SELECT name FROM ticker_schema ORDER BY version").AsList());
            Assert.Equal(Migrations.All.Select(m => m.Name), applied);
        }
    }

    [Fact]
    public async Task Several_that_open_at_once_agree_on_one_schema()
    {
        var opened = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Open()));
        Assert.Equal(Migrations.All.Count, await opened[0].ReadAsync(c => c.ExecuteScalar<long>("SELECT count(*) FROM ticker_schema")));
        foreach (var database in opened)
            await database.DisposeAsync();
    }

    [Fact]
    public async Task Commits_are_flushed_to_the_disk()
    {
        await using var database = await Open();
        Assert.Equal("wal", await database.WriteAsync(c => c.ExecuteScalar<string>("PRAGMA journal_mode")));
        Assert.Equal(2, await database.WriteAsync(c => c.ExecuteScalar<long>("PRAGMA synchronous")));
    }

    [Fact]
    public async Task The_log_of_many_commits_is_copied_without_a_writer_waiting_for_it()
    {
        await using var database = (SqliteDatabase)await Open();
        Assert.Equal(SqliteCheckpointer.Backstop, await database.WriteAsync(c => c.ExecuteScalar<int>("PRAGMA wal_autocheckpoint")));
        for (var i = 0; i < 100; i++)
            await database.WriteAsync(c => c.Execute("INSERT INTO outbox_positions VALUES (@i, 1)", new { i = $"c{i}" }));
        Assert.True(SpinWait.SpinUntil(() => database.Checkpointer.Completed > 0, TimeSpan.FromSeconds(30)));
        // The file alone, without its log, has them.
        File.Copy(Database, folder.File("alone.db"));
        await using var alone = new SqliteConnection($"Data Source={folder.File("alone.db")};Pooling=False");
        alone.Open();
        Assert.True(alone.ExecuteScalar<long>("SELECT count(*) FROM outbox_positions") >= 99);
    }

    [Fact]
    public async Task After_a_write_that_was_not_taken_orders_are_refused_until_one_is()
    {
        await using var database = new SqliteDatabase(Options.Create(new TickerDatabaseOptions { DataSource = Database, BusyTimeout = TimeSpan.FromSeconds(1) }), time);
        Assert.Equal(OrderStorage.Ready, await database.Standing());
        await using var other = new SqliteConnection($"Data Source={Database};Pooling=False");
        other.Open();
        other.Execute("BEGIN IMMEDIATE");
        // A reader sees no trouble, and nobody has written yet.
        Assert.Equal(OrderStorage.Ready, await database.Standing());

        await Assert.ThrowsAsync<StorageUnavailableException>(() => database.WriteAsync(c => c.Execute("INSERT INTO outbox_positions VALUES ('a', 1)")));
        var standing = await Task.WhenAll(database.Standing(), database.Standing());
        Assert.Equal([OrderStorage.Refusing, OrderStorage.Refusing], standing);

        other.Execute("ROLLBACK");
        Assert.Equal(OrderStorage.Ready, await database.Standing());
    }

    [Fact]
    public async Task A_migration_that_fails_leaves_nothing_behind()
    {
        await using var database = await Open();
        await using var connection = new SqliteConnection($"Data Source={Database};Pooling=False");
        connection.Open();
        var broken = Migrations.All.Append(new Migration("half", "CREATE TABLE half (a); CREATE TABLE orders (b);")).ToArray();
        Assert.Throws<SqliteException>(() => Migrator.Run(connection, broken, time));
        Assert.Equal(Migrations.All.Count, Migrator.Version(connection));
        Assert.Equal(0, connection.ExecuteScalar<long>("SELECT count(*) FROM sqlite_master WHERE name = 'half'"));
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_refused_and_untouched()
    {
        await File.WriteAllTextAsync(Database, "these are not the orders that you are looking for");
        await Refused("damaged");
    }

    [Fact]
    public async Task A_damaged_database_is_refused_and_untouched()
    {
        await (await Open()).DisposeAsync();
        var bytes = await File.ReadAllBytesAsync(Database);
        RandomNumberGenerator.Fill(bytes.AsSpan(100, bytes.Length - 200));
        await File.WriteAllBytesAsync(Database, bytes);
        await Refused("damaged");
    }

    [Fact]
    public async Task A_schema_of_the_future_is_refused_and_untouched()
    {
        await using (var database = await Open())
            await database.WriteAsync(c => c.Execute("INSERT INTO ticker_schema VALUES (99, 'future', '')"));
        await Refused("schema 99");
    }

    [Fact]
    public async Task A_folder_in_the_files_place_is_refused()
    {
        Directory.CreateDirectory(Database);
        var refused = await Assert.ThrowsAsync<DatabaseException>(Open);
        Assert.Contains("is a folder", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_refused_with_what_to_do()
    {
        var refused = await Assert.ThrowsAsync<DatabaseException>(() => TickerDatabase.Open(folder.File("nowhere/ticker.db"), time));
        Assert.Contains("cannot be opened for writing", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_write_that_fails_takes_only_itself_back()
    {
        await using var database = await Open();
        var writes = Enumerable.Range(0, 50).Select(i => database.WriteAsync(c =>
        {
            c.Execute("INSERT INTO outbox_positions VALUES (@name, @i)", new { name = $"c{i}", i });
            return i % 5 == 0 ? throw new InvalidDataException("no") : i;
        })).ToArray();
        for (var i = 0; i < writes.Length; i++)
        {
            if (i % 5 == 0)
                await Assert.ThrowsAsync<InvalidDataException>(() => writes[i]);
            else
                Assert.Equal(i, await writes[i]);
        }
        Assert.Equal(40, await database.ReadAsync(c => c.ExecuteScalar<long>("SELECT count(*) FROM outbox_positions")));
    }

    [Fact]
    public async Task A_statement_that_fails_says_so_and_nothing_was_committed()
    {
        await using var database = await Open();
        var failed = await Assert.ThrowsAsync<StorageUnavailableException>(() => database.WriteAsync(c => c.Execute("INSERT INTO nowhere VALUES (1)")));
        Assert.False(failed.MayHaveCommitted);
        Assert.Contains(Database, failed.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<StorageUnavailableException>(() => database.ReadAsync(c => c.Execute("SELECT * FROM nowhere")));
    }

    [Fact]
    public async Task A_commit_that_fails_may_have_happened()
    {
        await using var database = await Open();
        var failed = await Assert.ThrowsAsync<StorageUnavailableException>(() => database.WriteAsync(c =>
        {
            // Deferred constraints are checked by the commit itself.
            c.Execute("PRAGMA defer_foreign_keys = ON");
            return c.Execute("INSERT INTO order_events VALUES ('nobody', 1, '', 'open', NULL, 0)");
        }));
        Assert.True(failed.MayHaveCommitted);
        Assert.Equal(1, await database.WriteAsync(_ => 1));
    }

    [Fact]
    public async Task A_database_that_another_process_holds_is_unavailable_and_then_recovers()
    {
        var options = new TickerDatabaseOptions { DataSource = Database, BusyTimeout = TimeSpan.FromSeconds(1) };
        await using var database = new SqliteDatabase(new OptionsWrapper<TickerDatabaseOptions>(options), time);
        await using (var other = new SqliteConnection($"Data Source={Database};Pooling=False"))
        {
            other.Open();
            other.Execute("BEGIN IMMEDIATE");
            var failed = await Assert.ThrowsAsync<StorageUnavailableException>(() => database.WriteAsync(_ => 1));
            Assert.False(failed.MayHaveCommitted);
        }
        Assert.Equal(1, await database.WriteAsync(_ => 1));
    }

    [Fact]
    public async Task After_closing_a_write_is_refused()
    {
        var database = await Open();
        await database.DisposeAsync();
        var failed = await Assert.ThrowsAsync<StorageUnavailableException>(() => database.WriteAsync(_ => 1));
        Assert.Contains("closed", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_may_not_be_written_is_refused()
    {
        SqliteDatabase.CheckWritable(Database);
        Assert.False(File.Exists(Database));
        await (await Open()).DisposeAsync();
        SqliteDatabase.CheckWritable(Database);
        try
        {
            File.SetAttributes(Database, FileAttributes.ReadOnly);
            if (IsRoot)
                await Chattr("+i");
            await Refused("cannot be written");
            Assert.Contains("cannot be written", Assert.Throws<DatabaseException>(() => SqliteDatabase.CheckWritable(Database)).Message, StringComparison.Ordinal);
        }
        finally
        {
            if (IsRoot)
                await Chattr("-i");
            File.SetAttributes(Database, FileAttributes.Normal);
        }
    }

    static bool IsRoot => OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess;

    /// <summary>Root may write whatever the mode says, but not an immutable file.</summary>
    async Task Chattr(string change)
    {
        using var process = System.Diagnostics.Process.Start("chattr", [change, Database]);
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
    }

    string Database => folder.File("ticker.db");

    Task<TickerDatabase> Open() => TickerDatabase.Open(Database, time);

    async Task Refused(string because)
    {
        var before = await File.ReadAllBytesAsync(Database);
        var refused = await Assert.ThrowsAsync<DatabaseException>(Open);
        Assert.Contains(because, refused.Message, StringComparison.Ordinal);
        Assert.Contains(Database, refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(Database));
    }
}
