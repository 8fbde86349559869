using Grains.Storage;
using Grains.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Grains.Tests.Storage.Postgres;

/// <summary>Two silos on one database; each has a turn and a signal of its own.</summary>
[Collection(PostgresCollection.Name)]
public sealed class OutboxTurnTests(PostgresInstance instance) : IAsyncLifetime
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    static readonly TimeSpan Silence = TimeSpan.FromSeconds(1.5);

    readonly OutboxSignal firstSignal = new();
    readonly OutboxSignal secondSignal = new();
    string address = "";
    PostgresOutboxTurn first = null!;
    PostgresOutboxTurn second = null!;

    public async Task InitializeAsync()
    {
        address = await instance.NewDatabase();
        first = Turn(firstSignal);
        second = Turn(secondSignal);
    }

    public async Task DisposeAsync()
    {
        await first.DisposeAsync();
        await second.DisposeAsync();
    }

    [Fact]
    public async Task Only_one_has_the_turn_until_it_lets_go()
    {
        Assert.True(await Take(first));
        Assert.True(await Take(first));
        Assert.False(await Take(second));
        Assert.False(await Take(second));
        await first.Release();
        // The server gives the lock up when it has ended the session, for which closing it does not wait.
        await Until(() => Take(second));
        Assert.False(await Take(first));
    }

    [Fact]
    public async Task Who_waits_for_its_turn_tells_the_one_that_has_it_to_look()
    {
        Assert.True(await Take(first));
        var told = firstSignal.Next;
        Assert.False(await Take(second));
        await told.WaitAsync(Patience, TimeProvider.System);
        Assert.False(secondSignal.Next.IsCompleted);
    }

    [Fact]
    public async Task When_the_session_that_has_it_is_lost_another_takes_over_and_the_loser_notices()
    {
        Assert.True(await Take(first));
        Assert.False(await Take(second));
        await EndOwner();
        await Until(() => Take(second));
        // Its broken session is noticed, and asking anew finds the other.
        await Until(async () => !await Take(first));
        Assert.True(await Take(second));
    }

    [Fact]
    public async Task A_server_that_comes_back_gives_one_of_them_the_turn()
    {
        Assert.True(await Take(first));
        await instance.Stop();
        try
        {
            await Until(async () => await Record.ExceptionAsync(() => Take(first)) is NpgsqlException);
        }
        finally
        {
            await instance.Start();
        }

        await Until(async () => await Record.ExceptionAsync(() => Take(second)) is null);
        Assert.True(await Take(second));
        await Until(async () => await Record.ExceptionAsync(() => Take(first)) is null);
        Assert.False(await Take(first));
    }

    [Fact]
    public async Task A_session_that_is_silent_for_too_long_is_ended_by_the_server()
    {
        await using var silent = await new PostgresServer(address, new()).Session(TimeSpan.FromMilliseconds(200), CancellationToken.None);
        await using (var command = new NpgsqlCommand($"SELECT pg_advisory_lock({PostgresOutboxTurn.Lock})", silent))
            await command.ExecuteNonQueryAsync();
        await Until(() => Take(first));
    }

    [Fact]
    public async Task Who_has_the_turn_keeps_it_however_long_it_has_nothing_to_do_and_however_often_it_is_told_to_look()
    {
        Assert.True(await Take(first));
        var began = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(began) < 3 * Silence)
            Assert.False(await Take(second));
        Assert.True(await Take(first));
    }

    PostgresOutboxTurn Turn(OutboxSignal signal) => new(new PostgresServer(address, new()), signal, NullLogger<PostgresOutboxTurn>.Instance) { Silence = Silence };

    static Task<bool> Take(PostgresOutboxTurn turn) => turn.Take(CancellationToken.None);

    /// <summary>As when its process is killed: the server sees the connection end.</summary>
    Task EndOwner() => PostgresInstance.Execute(address, "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())");

    static async Task Until(Func<Task<bool>> reached)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await reached())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < Patience, $"It was not so within {Patience}.");
            await Task.Yield();
        }
    }
}
