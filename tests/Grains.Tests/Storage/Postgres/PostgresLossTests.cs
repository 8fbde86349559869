using Dapper;
using Grains.Storage;
using Grains.Tests.Support;
using Npgsql;

namespace Grains.Tests.Storage.Postgres;

/// <summary>Connections and servers that go away at the worst moment.</summary>
[Collection(PostgresCollection.Name)]
public sealed class PostgresLossTests(PostgresInstance instance) : IAsyncLifetime
{
    static readonly TickerDatabaseOptions Options = new() { BusyTimeout = TimeSpan.FromSeconds(5) };

    /// <summary>As it is on the wire; READ COMMITTED is not meant.</summary>
    const string Commit = "COMMIT\0";

    static readonly RowStatement PutStatement = RowStatement.Of<Position>("INSERT INTO outbox_positions VALUES (@Consumer, 1) ON CONFLICT DO NOTHING");

    string address = "";
    CuttingProxy proxy = null!;
    PostgresDatabase database = null!;

    public async Task InitializeAsync()
    {
        address = await instance.NewDatabase();
        proxy = new(instance.Port);
        var name = new NpgsqlConnectionStringBuilder(address).Database!;
        await new PostgresServer(address, Options).Prepare(TimeProvider.System);
        database = new PostgresDatabase(new(instance.Address(name, proxy.Port), Options), Options);
    }

    public async Task DisposeAsync()
    {
        await database.DisposeAsync();
        await proxy.DisposeAsync();
    }

    [Fact]
    public async Task A_commit_whose_reply_is_lost_is_found_to_have_happened()
    {
        proxy.Arm(Commit, Cut.Reply);
        Assert.Equal(1, await Put("a"));
        Assert.True(proxy.HasCut);
        Assert.Equal(1, await Count());
    }

    [Fact]
    public async Task A_commit_that_never_arrived_is_found_not_to_have_happened()
    {
        proxy.Arm(Commit, Cut.Request);
        var failed = await Assert.ThrowsAsync<StorageUnavailableException>(() => Put("a"));
        Assert.True(proxy.HasCut);
        Assert.False(failed.MayHaveCommitted);
        Assert.Equal(0, await Count());
        Assert.Equal(1, await Put("a"));
    }

    [Fact]
    public async Task A_write_that_was_sent_with_its_commit_may_have_happened_when_the_reply_is_lost_and_its_row_tells()
    {
        proxy.Arm(Commit, Cut.Reply);
        var failed = await Assert.ThrowsAsync<StorageUnavailableException>(() => PutAtOnce("a"));
        Assert.True(proxy.HasCut);
        Assert.True(failed.MayHaveCommitted);
        Assert.Equal(1, await Count());
        Assert.False(await PutAtOnce("a"));
    }

    [Fact]
    public async Task A_write_that_was_sent_with_its_commit_and_never_arrived_is_found_not_to_have_happened()
    {
        proxy.Arm(Commit, Cut.Request);
        var failed = await Assert.ThrowsAsync<StorageUnavailableException>(() => PutAtOnce("a"));
        Assert.True(proxy.HasCut);
        Assert.False(failed.MayHaveCommitted);
        Assert.Equal(0, await Count());
        Assert.True(await PutAtOnce("a"));
    }

    [Fact]
    public async Task A_write_that_waits_for_its_turn_when_its_connection_is_lost_is_ended_or_found()
    {
        // Somebody else has the turn: what the proxy lets through can only wait.
        await using var other = new NpgsqlConnection(address);
        await other.OpenAsync();
        await using var turn = await other.BeginTransactionAsync();
        await other.ExecuteAsync($"SELECT pg_advisory_xact_lock({PostgresWriter.Turn})");
        proxy.Arm(Commit, Cut.Reply);
        var put = PutAtOnce("a");
        while (!proxy.HasCut)
            await Task.Yield();
        await turn.CommitAsync();
        var failed = await Assert.ThrowsAsync<StorageUnavailableException>(() => put);
        // Who came first after the other, the lost write or the question about it, is the server's affair; what is said about it is so.
        Assert.Equal(failed.MayHaveCommitted ? 1 : 0, await Count());
    }

    [Theory]
    [InlineData(Cut.Request)]
    [InlineData(Cut.Reply)]
    internal async Task A_connection_lost_in_the_middle_of_a_write_takes_the_whole_write_back(Cut cut)
    {
        proxy.Arm("INSERT INTO outbox_positions", cut);
        var failed = await Assert.ThrowsAsync<StorageUnavailableException>(() => Put("a"));
        Assert.True(proxy.HasCut);
        Assert.False(failed.MayHaveCommitted);
        Assert.Equal(0, await Count());
        Assert.Equal(1, await Put("a"));
    }

    [Fact]
    public async Task A_backend_that_is_terminated_is_an_error_once_and_nothing_is_half_written()
    {
        var failed = await Assert.ThrowsAsync<StorageUnavailableException>(() => database.WriteAsync(c =>
        {
            Insert(c, "a");
            return c.Execute("SELECT pg_terminate_backend(pg_backend_pid())");
        }));
        Assert.False(failed.MayHaveCommitted);
        Assert.Equal(0, await Count());
        Assert.Equal(1, await Put("a"));
    }

    [Fact]
    public async Task While_the_server_is_gone_nothing_is_taken_and_afterwards_it_goes_on_by_itself()
    {
        await Put("a");
        await instance.Stop();
        try
        {
            Assert.False((await Assert.ThrowsAsync<StorageUnavailableException>(() => Put("b"))).MayHaveCommitted);
            var read = await Assert.ThrowsAsync<StorageUnavailableException>(Count);
            Assert.DoesNotContain("canary", read.ToString(), StringComparison.Ordinal);
        }
        finally
        {
            await instance.Start();
        }

        Assert.Equal(1, await Put("c"));
        Assert.Equal(2, await Count());
    }

    [Fact]
    public async Task When_nobody_can_say_whether_a_commit_happened_it_may_have()
    {
        var failed = await Assert.ThrowsAsync<StorageUnavailableException>(() => database.WriteAsync(c =>
        {
            Insert(c, "a");
            // From here on every connection ends at its first request.
            proxy.Close();
            return 1;
        }));
        Assert.True(failed.MayHaveCommitted);
        proxy.Open();
        // The server hears of the lost connection in its own time, and ends the transaction then.
        await PostgresInstance.Execute(address, $"SELECT pg_advisory_xact_lock({PostgresWriter.Turn})");
        Assert.Equal(0, await Count());
        Assert.Equal(1, await Put("b"));
    }

    [Fact]
    public async Task A_write_that_fails_takes_only_itself_back()
    {
        var writes = Enumerable.Range(0, 50).Select(i => database.WriteAsync(c =>
        {
            Insert(c, $"c{i}");
            return i % 10 == 3 ? throw new InvalidDataException("no") : i % 10 == 7 ? c.Execute("INSERT INTO nowhere VALUES (1)") : i;
        })).ToArray();
        for (var i = 0; i < writes.Length; i++)
        {
            if (i % 10 == 3)
                await Assert.ThrowsAsync<InvalidDataException>(() => writes[i]);
            else if (i % 10 == 7)
                Assert.False((await Assert.ThrowsAsync<StorageUnavailableException>(() => writes[i])).MayHaveCommitted);
            else
                Assert.Equal(i, await writes[i]);
        }

        Assert.Equal(40, await Count());
    }

    [Fact]
    public async Task A_commit_that_the_server_refuses_did_not_happen()
    {
        await database.WriteAsync(c => c.Execute("CREATE TABLE later (a bigint PRIMARY KEY, b bigint REFERENCES later DEFERRABLE INITIALLY DEFERRED)"));
        var failed = await Assert.ThrowsAsync<StorageUnavailableException>(() => database.WriteAsync(c => c.Execute("INSERT INTO later VALUES (1, 2)")));
        Assert.False(failed.MayHaveCommitted);
    }

    [Fact]
    public async Task Writers_of_two_processes_take_turns_so_positions_rise_in_commit_order()
    {
        await using var second = new PostgresDatabase(new(address, Options), Options);
        using var inside = new SemaphoreSlim(0);
        using var go = new SemaphoreSlim(0);
        const string Add = "INSERT INTO order_outbox (order_id, version, payload) VALUES (@order, 1, '')";
        var first = database.WriteAsync(c =>
        {
            c.Execute(Add, new { order = "first" });
            inside.Release();
            return go.Wait(TimeSpan.FromSeconds(30)) ? 1 : throw new TimeoutException();
        });
        Assert.True(await inside.WaitAsync(TimeSpan.FromSeconds(30)));
        var other = second.WriteAsync(c => c.Execute(Add, new { order = "second" }));
        Assert.Empty(await Outbox());
        Assert.False(other.IsCompleted);
        go.Release();
        await first;
        await other;
        Assert.Equal(["first", "second"], await Outbox());
    }

    Task<List<string>> Outbox() => database.ReadAsync(c => c.Query<string>("SELECT order_id FROM order_outbox ORDER BY position").AsList());

    Task<int> Put(string name) => database.WriteAsync(c => Insert(c, name));

    Task<bool> PutAtOnce(string name) => database.WriteAsync([PutStatement.With(new Position { Consumer = name })]);

    static int Insert(System.Data.Common.DbConnection c, string name) => c.Execute("INSERT INTO outbox_positions VALUES (@name, 1)", new { name });

    Task<long> Count() => database.ReadAsync(c => c.ExecuteScalar<long>("SELECT count(*) FROM outbox_positions"));

    sealed class Position
    {
        public required string Consumer { get; init; }
    }
}
