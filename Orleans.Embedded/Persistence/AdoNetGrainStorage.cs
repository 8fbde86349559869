using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Orleans.Configuration;
using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>Keeps states in Orleans' table, one row for each state name and key; the row's version is the ETag.</summary>
sealed class AdoNetGrainStorage : IGrainStorage
{
    const string Tables = """
        CREATE TABLE IF NOT EXISTS OrleansStorage (
            GrainIdHash INTEGER NOT NULL, GrainIdN0 INTEGER NOT NULL, GrainIdN1 INTEGER NOT NULL,
            GrainTypeHash INTEGER NOT NULL, GrainTypeString TEXT NOT NULL, GrainIdExtensionString TEXT NULL,
            ServiceId TEXT NOT NULL, PayloadBinary BLOB NULL, ModifiedOn TEXT NOT NULL, Version INTEGER NULL);
        CREATE UNIQUE INDEX IF NOT EXISTS ix_orleansstorage ON OrleansStorage
            (GrainIdHash, GrainTypeHash, GrainIdN0, GrainIdN1, GrainTypeString, coalesce(GrainIdExtensionString, char(0)), ServiceId);
        """;

    const string Where = """
        WHERE GrainIdHash = @IdHash AND GrainTypeHash = @TypeHash AND GrainIdN0 = @N0 AND GrainIdN1 = @N1 AND GrainTypeString = @Type
          AND (GrainIdExtensionString = @Extension OR (GrainIdExtensionString IS NULL AND @Extension IS NULL)) AND ServiceId = @Service
        """;

    readonly AdoNetGrainStorageOptions _options;
    readonly string _service;
    readonly AdoNetDatabase _database;
    readonly IGrainStorageSerializer _serializer;

    public AdoNetGrainStorage(string name, AdoNetGrainStorageOptions options, string serviceId)
    {
        if (!AdoNetDatabase.Knows(options.Invariant))
            throw new BadProviderConfigException($"The storage '{name}' asks for '{options.Invariant}': this host knows {AdoNetDatabase.Sqlite} and {AdoNetDatabase.Postgres}.");
        _options = options;
        _service = serviceId;
        _serializer = options.GrainStorageSerializer ?? StoredJson.Instance;
        _database = new(options.Invariant, options.ConnectionString, Tables, Adopt);
    }

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await using var connection = await _database.Open();
        var (version, payload) = await Read(connection, AdoNetKey.Of(stateName, grainId));
        grainState.ETag = version?.ToString(CultureInfo.InvariantCulture);
        grainState.RecordExists = payload is not null;
        grainState.State = payload is null ? default! : _serializer.Deserialize<T>(new BinaryData(payload))!;
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var payload = _serializer.Serialize(grainState.State).ToArray();
        grainState.ETag = await Change(stateName, grainId, grainState.ETag, grainState.ETag is null
            ? $"""
               INSERT INTO OrleansStorage (GrainIdHash, GrainIdN0, GrainIdN1, GrainTypeHash, GrainTypeString, GrainIdExtensionString, ServiceId, PayloadBinary, ModifiedOn, Version)
               VALUES (@IdHash, @N0, @N1, @TypeHash, @Type, @Extension, @Service, @Payload, {_database.UtcNow}, 1) ON CONFLICT DO NOTHING
               """
            : $"UPDATE OrleansStorage SET PayloadBinary = @Payload, ModifiedOn = {_database.UtcNow}, Version = Version + 1 {Where} AND Version = @Version", payload);
        grainState.RecordExists = true;
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (grainState.ETag is not null)
        {
            var version = await Change(stateName, grainId, grainState.ETag, _options.DeleteStateOnClear
                ? $"DELETE FROM OrleansStorage {Where} AND Version = @Version"
                : $"UPDATE OrleansStorage SET PayloadBinary = NULL, ModifiedOn = {_database.UtcNow}, Version = Version + 1 {Where} AND Version = @Version");
            grainState.ETag = _options.DeleteStateOnClear ? null : version;
        }

        grainState.RecordExists = false;
    }

    /// <summary>Runs a statement that changes one row of this version, or none; the new version.</summary>
    async Task<string> Change(string stateName, GrainId grainId, string? etag, string sql, byte[]? payload = null)
    {
        var key = AdoNetKey.Of(stateName, grainId);
        var version = etag is null ? 0 : int.Parse(etag, CultureInfo.InvariantCulture);
        await using var connection = await _database.Open();
        await using (var command = connection.Command(sql, Parameters(key, ("Version", version), ("Payload", payload ?? []))))
        {
            if (await command.ExecuteNonQueryAsync() == 1)
                return (version + 1).ToString(CultureInfo.InvariantCulture);
        }

        var (stored, _) = await Read(connection, key);
        throw new InconsistentStateException(
            $"The state '{stateName}' of {grainId} was written by somebody else since it was read: read it again.", stored?.ToString(CultureInfo.InvariantCulture), etag);
    }

    async Task<(int? Version, byte[]? Payload)> Read(DbConnection connection, AdoNetKey key)
    {
        await using var command = connection.Command($"SELECT Version, PayloadBinary FROM OrleansStorage {Where}", Parameters(key));
        await using var reader = await command.ExecuteReaderAsync();
        return !await reader.ReadAsync() ? (null, null)
            : (reader.GetInt32(0), await reader.IsDBNullAsync(1) ? null : await reader.GetFieldValueAsync<byte[]>(1));
    }

    (string, object?)[] Parameters(AdoNetKey key, params ReadOnlySpan<(string, object?)> more) =>
    [
        ("IdHash", key.IdHash), ("TypeHash", key.TypeHash), ("N0", key.N0), ("N1", key.N1), ("Type", key.Type), ("Extension", key.Extension), ("Service", _service), .. more,
    ];

    /// <summary>Files of earlier versions had a table of their own.</summary>
    static void Adopt(SqliteConnection file)
    {
        if (!AdoNetDatabase.HasTable(file, "grain_state"))
            return;
        using (var command = file.Command("SELECT service_id, state_name, grain_id, version, payload FROM grain_state"))
        using (var old = command.ExecuteReader())
        {
            while (old.Read())
            {
                var key = AdoNetKey.Of(old.GetString(1), GrainId.Parse(old.GetString(2)));
                using var copy = file.Command(
                    "INSERT INTO OrleansStorage VALUES (@IdHash, @N0, @N1, @TypeHash, @Type, @Extension, @Service, @Payload, CURRENT_TIMESTAMP, @Version)",
                    ("IdHash", key.IdHash), ("N0", key.N0), ("N1", key.N1), ("TypeHash", key.TypeHash), ("Type", key.Type), ("Extension", key.Extension),
                    ("Service", old.GetString(0)), ("Payload", old.IsDBNull(4) ? null : old.GetFieldValue<byte[]>(4)), ("Version", old.GetInt64(3)));
                copy.ExecuteNonQuery();
            }
        }

        AdoNetDatabase.Execute(file, "DROP TABLE grain_state");
    }
}
