using System.Collections.Immutable;
using System.Data;
using System.Linq.Expressions;
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
sealed class RowParameter
{
    readonly Func<object, string?>? text;
    readonly Func<object, long>? number;

    public RowParameter(PropertyInfo property)
    {
        Name = property.Name;
        Type = property.PropertyType == typeof(int) ? DbType.Int32 : property.PropertyType == typeof(long) ? DbType.Int64 : DbType.String;
        if (Type == DbType.String)
            text = Getter<string?>(property);
        else
            number = Getter<long>(property);
    }

    public string Name { get; }

    public DbType Type { get; }

    public bool IsText => text is not null;

    public object Of(object row) => IsText ? Text(row) ?? (object)DBNull.Value : Type == DbType.Int32 ? (int)Number(row) : Number(row);

    public string? Text(object row) => text!(row);

    public long Number(object row) => number!(row);

    static Func<object, T> Getter<T>(PropertyInfo property)
    {
        var row = Expression.Parameter(typeof(object));
        var value = Expression.Property(Expression.Convert(row, property.DeclaringType!), property);
        return Expression.Lambda<Func<object, T>>(Expression.Convert(value, typeof(T)), row).Compile();
    }
}

/// <summary>A statement with the row that it is about.</summary>
readonly record struct StatementRun(RowStatement Statement, object Row);
