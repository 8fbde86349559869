using System.Data.Common;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Grains.Storage;

/// <summary>
/// A PostgreSQL database that this service may use: its address with bounded pools and time-outs, and the way to get it ready.
/// Nothing that is said about it contains its password.
/// </summary>
public sealed partial class PostgresServer
{
    const int OldestMajor = 15;

    const int Statements = 64;
    static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    readonly NpgsqlConnectionStringBuilder address;
    readonly TickerDatabaseOptions options;

    /// <param name="connectionString">As configured in <c>ConnectionStrings:Ticker</c>.</param>
    /// <exception cref="DatabaseException">It cannot be read.</exception>
    public PostgresServer(string connectionString, TickerDatabaseOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        this.options = options;
        try
        {
            address = new NpgsqlConnectionStringBuilder(connectionString);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidCastException or OverflowException)
        {
            // The reason may quote the text, and the text has a password in it.
            throw new DatabaseException(Unreadable);
        }

        if (string.IsNullOrWhiteSpace(address.Host) || string.IsNullOrWhiteSpace(address.Database))
            throw new DatabaseException(Unreadable);
        var timeout = (int)Math.Ceiling(options.BusyTimeout.TotalSeconds);
        address.Timeout = Math.Min(address.Timeout, timeout);
        address.CommandTimeout = timeout;
        address.ApplicationName ??= "Orleans.Ticker";
        // A peer that vanished without a word is noticed by asking.
        if (address.KeepAlive == 0)
            address.KeepAlive = 30;
        address.PersistSecurityInfo = false;
        address.IncludeErrorDetail = false;
    }

    const string Unreadable = "ConnectionStrings:Ticker cannot be read: write it as Host=…;Database=…;Username=…;Password=….";

    /// <summary>For messages.</summary>
    public override string ToString() => $"PostgreSQL at {address.Host}:{address.Port}, database {address.Database}";

    /// <summary>A pool of at most <paramref name="connections"/>. Nothing that runs on them changes a session beyond its transaction, so nothing is reset between two uses.</summary>
    internal NpgsqlDataSource Pool(int connections) =>
        NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(ConnectionString(connections)) { NoResetOnClose = true }.ConnectionString);

    /// <summary>An open connection that is nobody else's, for locks that last as long as it does.</summary>
    /// <param name="silence">After so long without a statement the server ends it, and with it its locks: a process that is frozen, or whose machine is gone, cannot do so itself.</param>
    internal async Task<NpgsqlConnection> Session(TimeSpan silence, CancellationToken cancellationToken)
    {
        var own = new NpgsqlConnectionStringBuilder(address.ConnectionString) { Pooling = false };
        var connection = new NpgsqlConnection(own.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            await using var command = new NpgsqlCommand($"SET idle_session_timeout = {(int)silence.TotalMilliseconds}", connection);
            await command.ExecuteNonQueryAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>For Orleans' providers, which make pools of their own: a busy pool of orders does not starve a heartbeat. Holds the password.</summary>
    public string ConnectionString(int connections = 10)
    {
        var bounded = new NpgsqlConnectionStringBuilder(address.ConnectionString) { MaxPoolSize = connections };
        bounded.MinPoolSize = Math.Min(bounded.MinPoolSize, connections);
        // The same few statements all day: the server plans each once a connection, unless the settings say otherwise (a pooler between may not know of it).
        var given = new DbConnectionStringBuilder { ConnectionString = address.ConnectionString };
        if (!given.ContainsKey("Max Auto Prepare"))
            bounded.MaxAutoPrepare = Statements;
        return bounded.ConnectionString;
    }

    /// <summary>Waits for the server as long as the settings say, and brings its schema up to date; of several that do so at once one works and the others wait.</summary>
    /// <exception cref="DatabaseException">It could not be reached in time, or cannot be used; the message says what to do.</exception>
    public async Task Prepare(TimeProvider time, ILogger? logger = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(time);
        var began = time.GetTimestamp();
        await using var pool = Pool(1);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var connection = await pool.OpenConnectionAsync(cancellationToken);
                await Check(connection, cancellationToken);
                await PostgresMigrator.Run(connection, time, cancellationToken);
                return;
            }
            catch (PostgresException refused) when (!refused.IsTransient)
            {
                throw new DatabaseException($"{this} refuses ({refused.MessageText.TrimEnd('.')}): correct ConnectionStrings:Ticker, or what this user may do there.", refused);
            }
            catch (Exception failure) when (failure is NpgsqlException or TimeoutException or System.Net.Sockets.SocketException)
            {
                if (time.GetElapsedTime(began) + Retry > options.StartTimeout)
                {
                    throw new DatabaseException(
                        $"{this} cannot be reached ({failure.Message.TrimEnd('.').ReplaceLineEndings(" ")}): start it or correct ConnectionStrings:Ticker; it was tried for {options.StartTimeout.TotalSeconds:0} s (Ticker:Database:StartTimeout).",
                        failure);
                }

                if (attempt == 1)
                    LogWaiting(logger ?? NullLogger.Instance, ToString(), options.StartTimeout.TotalSeconds, failure.Message);
                await Task.Delay(Retry, time, cancellationToken);
            }
        }
    }

    async Task Check(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (connection.PostgreSqlVersion.Major < OldestMajor)
            throw new DatabaseException($"{this} is version {connection.PostgreSqlVersion}: {OldestMajor} or newer is needed.");
        await using var command = new NpgsqlCommand("SHOW synchronous_commit", connection);
        if (await command.ExecuteScalarAsync(cancellationToken) is "off")
            throw new DatabaseException($"{this} has synchronous_commit = off, which may lose an order that was answered: turn it on, at least for this user.");
    }

    [LoggerMessage(4701, LogLevel.Warning, "{Server} does not answer yet ({Reason}); trying for {Seconds} s")]
    static partial void LogWaiting(ILogger logger, string server, double seconds, string reason);
}
