using System.Data;
using Npgsql;

namespace Grains.Tests.Storage.Postgres;

/// <summary>
/// Executes the rows of OrleansQuery the way Orleans' ADO.NET providers do: by key, with their parameter names and their types for nulls,
/// reading results by column name.
/// </summary>
sealed class OrleansQueries(string address)
{
    public async Task<List<Dictionary<string, object?>>> Run(string key, params (string Name, object? Value)[] parameters)
    {
        await using var connection = new NpgsqlConnection(address);
        await connection.OpenAsync();
        await using var find = new NpgsqlCommand("SELECT QueryText FROM OrleansQuery WHERE QueryKey = $1", connection) { Parameters = { new() { Value = key } } };
        await using var command = connection.CreateCommand();
        command.CommandText = (string)(await find.ExecuteScalarAsync() ?? throw new InvalidOperationException($"OrleansQuery has no {key}."));
        foreach (var (name, value) in parameters)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = value ?? DBNull.Value;
            parameter.DbType = (name, value) switch
            {
                (_, int) or ("GrainStateVersion", null) => DbType.Int32,
                (_, long) => DbType.Int64,
                (_, byte[]) => DbType.Binary,
                (_, DateTime) => DbType.DateTime,
                _ => DbType.String,
            };
            command.Parameters.Add(parameter);
        }

        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<Dictionary<string, object?>>();
        while (await reader.ReadAsync())
            rows.Add(Enumerable.Range(0, reader.FieldCount).ToDictionary(reader.GetName, i => reader.IsDBNull(i) ? null : reader.GetValue(i), StringComparer.OrdinalIgnoreCase));
        return rows;
    }

    /// <summary>A result of one column that Orleans takes for yes or no.</summary>
    public async Task<bool> Succeeds(string key, params (string Name, object? Value)[] parameters) =>
        Convert.ToBoolean(Assert.Single(Assert.Single(await Run(key, parameters))).Value, null);
}
