using System.Collections.Immutable;
using System.Data;
using System.Reflection;
using System.Text.RegularExpressions;

namespace Grains.Storage;

/// <summary>A statement whose parameters are properties of a row, so that it can be kept prepared and be sent together with others.</summary>
sealed partial class RowStatement
{
    RowStatement(string sql, ImmutableArray<RowParameter> parameters) => (Sql, Parameters) = (sql, parameters);

    public string Sql { get; }

    public ImmutableArray<RowParameter> Parameters { get; }

    /// <param name="sql">Every <c>@Name</c> in it is a property of <typeparamref name="TRow"/>: text, an <see cref="int"/> or a <see cref="long"/>.</param>
    public static RowStatement Of<TRow>(string sql) => new(
        sql, [.. Names().Matches(sql).Select(match => match.Groups[1].Value).Distinct(StringComparer.Ordinal).Select(name => new RowParameter(typeof(TRow).GetProperty(name)!))]);

    public StatementRun With(object row) => new(this, row);

    [GeneratedRegex(@"@(\w+)")]
    private static partial Regex Names();
}

/// <summary>What one parameter is called, and where its value comes from. Its type is always the same, null or not: what is prepared stays so.</summary>
sealed class RowParameter(PropertyInfo property)
{
    public string Name { get; } = property.Name;

    public DbType Type { get; } = property.PropertyType == typeof(int) ? DbType.Int32 : property.PropertyType == typeof(long) ? DbType.Int64 : DbType.String;

    public object Of(object row) => property.GetValue(row) ?? DBNull.Value;
}

/// <summary>A statement with the row that it is about.</summary>
readonly record struct StatementRun(RowStatement Statement, object Row);
