using Microsoft.Extensions.Logging;
using Npgsql;

namespace Grains.Storage;

/// <summary>
/// The silo that publishes has an advisory lock, in a session of its own: PostgreSQL gives it to another one when that session ends, or when nothing was heard of it for
/// <see cref="Silence"/>. The others say over the same server that they committed, so that it need not wait for its next look.
/// </summary>
sealed partial class PostgresOutboxTurn(PostgresServer server, OutboxSignal signal, ILogger<PostgresOutboxTurn> logger) : IOutboxTurn, IAsyncDisposable
{
    public const long Lock = 0x7469_636b_6572_0003;
    const string Channel = "ticker_outbox";

    NpgsqlConnection? session;
    CancellationTokenSource? releasing;
    Task listening = Task.CompletedTask;

    /// <summary>Default: 10 s.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(10);

    public async Task<bool> Take(CancellationToken cancellationToken)
    {
        if (releasing is not null)
        {
            if (!listening.IsCompleted)
                return true;
            await Release();
        }

        try
        {
            session ??= await server.Session(Silence, cancellationToken);
            if (!(bool)(await Ask($"SELECT pg_try_advisory_lock({Lock})", cancellationToken))!)
            {
                await Ask($"NOTIFY {Channel}", cancellationToken);
                return false;
            }

            await Ask($"LISTEN {Channel}", cancellationToken);
            releasing = new CancellationTokenSource();
            listening = Listen(session, releasing.Token);
            LogTaken(logger);
            return true;
        }
        catch
        {
            await Release();
            throw;
        }
    }

    public async Task Release()
    {
        if (releasing is not null)
        {
            await releasing.CancelAsync();
            await listening;
            releasing.Dispose();
            releasing = null;
        }

        if (session is not null)
            await session.DisposeAsync();
        session = null;
    }

    public async ValueTask DisposeAsync() => await Release();

    /// <summary>Ends when the session does.</summary>
    async Task Listen(NpgsqlConnection own, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                if (await own.WaitAsync(Silence / 4, cancellationToken))
                    signal.Set();
                // Each side hears of the other, however many notifications come: they alone are silence to the server.
                await Ask("SELECT 1", cancellationToken);
            }
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            if (!cancellationToken.IsCancellationRequested)
                LogLost(logger, failure.Message);
        }
    }

    async Task<object?> Ask(string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, session);
        return await command.ExecuteScalarAsync(cancellationToken);
    }

    [LoggerMessage(4323, LogLevel.Information, "This silo publishes the changes of orders")]
    static partial void LogTaken(ILogger logger);

    [LoggerMessage(4324, LogLevel.Warning, "This silo may no longer be the one that publishes the changes of orders ({Reason}); it asks for its turn again")]
    static partial void LogLost(ILogger logger, string reason);
}
