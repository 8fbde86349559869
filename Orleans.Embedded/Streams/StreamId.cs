using System.Globalization;
using System.Text;

namespace Orleans.Runtime;

/// <summary>The identity of a stream: a namespace, which may be missing, and a key.</summary>
public readonly struct StreamId : IEquatable<StreamId>, IComparable<StreamId>
{
    readonly IdSpan _namespace;
    readonly IdSpan _key;

    StreamId(IdSpan ns, IdSpan key)
    {
        _namespace = ns;
        _key = key;
    }

    public ReadOnlyMemory<byte> Namespace => _namespace.Value;

    public ReadOnlyMemory<byte> Key => _key.Value;

    public static StreamId Create(string? ns, string key) => new(string.IsNullOrEmpty(ns) ? default : IdSpan.Create(ns), IdSpan.Create(key));

    public static StreamId Create(string? ns, Guid key) => Create(ns, key.ToString("N"));

    public static StreamId Create(string? ns, long key) => Create(ns, key.ToString(CultureInfo.InvariantCulture));

    public static StreamId Create(ReadOnlySpan<byte> ns, ReadOnlySpan<byte> key) => Create(Encoding.UTF8.GetString(ns), Encoding.UTF8.GetString(key));

    public string GetKeyAsString() => _key.ToString();

    public string? GetNamespace() => _namespace.IsDefault ? null : _namespace.ToString();

    public bool Equals(StreamId other) => _key.Equals(other._key) && _namespace.Equals(other._namespace);

    public override bool Equals(object? obj) => obj is StreamId other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(_namespace, _key);

    public int CompareTo(StreamId other) => _namespace.CompareTo(other._namespace) is var order && order != 0 ? order : _key.CompareTo(other._key);

    public override string ToString() => $"{GetNamespace() ?? "null"}/{GetKeyAsString()}";

    public static bool operator ==(StreamId s1, StreamId s2) => s1.Equals(s2);

    public static bool operator !=(StreamId s1, StreamId s2) => !s1.Equals(s2);
}
