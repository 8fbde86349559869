using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace Grains.Storage;

/// <summary>
/// One SQLite file: WAL, <c>synchronous=FULL</c> (a commit that was answered survives a power cut), one serialised writer and a few readers.
/// Constructing it checks the file and brings its schema up to date; it throws <see cref="DatabaseException"/> with a sentence for the operator.
/// </summary>
public sealed class SqliteDatabase : TickerDatabase
{
    /// <summary>Bytes on its disk below which somebody should look: the log of commits alone takes a few MB before it is copied.</summary>
    const long LeastRoom = 32L << 20;

    static readonly object Provider = InitialiseProvider();

    readonly WriteQueue writer;
    readonly SemaphoreSlim readers;
    readonly string readString;

    public SqliteDatabase(IOptions<TickerDatabaseOptions> options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(Provider);
        var settings = options.Value;
        Path = System.IO.Path.GetFullPath(settings.DataSource);
        readString = ConnectionString(Path, SqliteOpenMode.ReadOnly, settings);
        readers = new SemaphoreSlim(settings.Readers);
        DatabaseFileCheck.Check(Path, readString);
        var writeString = ConnectionString(Path, SqliteOpenMode.ReadWriteCreate, settings);
        var connection = Connect(writeString, time);
        var second = new SqliteConnection(writeString);
        second.Open();
        Checkpointer = new SqliteCheckpointer(second);
        writer = new WriteQueue(settings, new SqliteWriter(connection, Checkpointer));
    }

    /// <summary>Checks a database file that somebody else will open: a damaged one is refused and left as it is.</summary>
    /// <exception cref="DatabaseException">It cannot be used; the message says what to do.</exception>
    public static void Check(string path)
    {
        ArgumentNullException.ThrowIfNull(Provider);
        DatabaseFileCheck.Check(path, ConnectionString(path, SqliteOpenMode.ReadOnly, new()));
    }

    /// <summary>The same, and one that cannot be written is refused.</summary>
    /// <exception cref="DatabaseException">It cannot be used; the message says what to do.</exception>
    public static void CheckWritable(string path)
    {
        Check(path);
        if (!File.Exists(path))
            return;
        try
        {
            using var connection = new SqliteConnection(ConnectionString(path, SqliteOpenMode.ReadWrite, new()));
            connection.Open();
            RefuseReadOnly(connection, path);
        }
        catch (SqliteException failure)
        {
            throw Unwritable(path, failure);
        }
    }

    /// <summary>Copies a database as it is at one moment, whoever is using it.</summary>
    /// <exception cref="DatabaseException">One of the two files cannot be used; the message says what to do.</exception>
    public static void Copy(string from, string to)
    {
        Check(from);
        try
        {
            using var source = new SqliteConnection(ConnectionString(from, SqliteOpenMode.ReadWrite, new()));
            using var target = new SqliteConnection(ConnectionString(to, SqliteOpenMode.ReadWriteCreate, new()));
            source.Open();
            target.Open();
            source.BackupDatabase(target);
        }
        catch (SqliteException failure)
        {
            throw new DatabaseException($"The database {from} cannot be copied ({failure.Message.TrimEnd('.')}): check the disk's space and the permissions of {to}.", failure);
        }
    }

    /// <summary>The file, absolute.</summary>
    public string Path { get; }

    internal SqliteCheckpointer Checkpointer { get; }

    private protected override bool LastWriteWasRefused => writer.LastWasRefused;

    private protected override bool HasRoom => new DriveInfo(Path).AvailableFreeSpace >= LeastRoom;

    internal override Task<T> WriteAsync<T>(Func<DbConnection, T> work) => writer.RunAsync(work);

    internal override Task<bool> WriteAsync(IReadOnlyList<StatementRun> statements) => writer.RunAsync(statements);

    internal override async Task<T> ReadAsync<T>(Func<DbConnection, T> work)
    {
        await readers.WaitAsync();
        try
        {
            await using var connection = new SqliteConnection(readString);
            connection.Open();
            return work(connection);
        }
        catch (SqliteException failure)
        {
            throw new StorageUnavailableException(
                $"The database {Path} cannot be read ({failure.Message.TrimEnd('.')}); check that the file is there and readable.", false, failure);
        }
        finally
        {
            readers.Release();
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await writer.DisposeAsync();
        using (var any = new SqliteConnection(readString))
            SqliteConnection.ClearPool(any);
        readers.Dispose();
    }

    SqliteConnection Connect(string connectionString, TimeProvider time)
    {
        var connection = new SqliteConnection(connectionString);
        try
        {
            connection.Open();
            RefuseReadOnly(connection, Path);
            // What savepoints would take back is noted in memory: by default it is in a temporary file, made, filled and removed for each commit.
            connection.Execute($"PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA wal_autocheckpoint = {SqliteCheckpointer.Backstop};");
            Migrator.Run(connection, Migrations.All, time);
            return connection;
        }
        catch (SqliteException failure)
        {
            connection.Dispose();
            throw Unwritable(Path, failure);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>SQLite opens a file that it may not write without a word, and fails at the first write.</summary>
    static void RefuseReadOnly(SqliteConnection connection, string path)
    {
        if (SQLitePCL.raw.sqlite3_db_readonly(connection.Handle, "main") == 1)
            throw new DatabaseException($"The database {path} cannot be written: make it writable for this user, or set another data folder.");
    }

    static DatabaseException Unwritable(string path, SqliteException failure) =>
        new($"The database {path} cannot be opened for writing ({failure.Message.TrimEnd('.')}); make its folder writable or set another data folder.", failure);

    static string ConnectionString(string path, SqliteOpenMode mode, TickerDatabaseOptions settings) => new SqliteConnectionStringBuilder
    {
        DataSource = path,
        Mode = mode,
        Pooling = mode == SqliteOpenMode.ReadOnly,
        DefaultTimeout = (int)Math.Ceiling(settings.BusyTimeout.TotalSeconds),
    }.ToString();

    static object InitialiseProvider()
    {
        SQLitePCL.Batteries_V2.Init();
        return typeof(SQLitePCL.Batteries_V2);
    }
}
