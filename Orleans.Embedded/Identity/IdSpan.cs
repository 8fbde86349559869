using System.Text;

namespace Orleans.Runtime;

/// <summary>A UTF-8 string with its hash.</summary>
public readonly struct IdSpan : IEquatable<IdSpan>, IComparable<IdSpan>
{
    readonly byte[]? _value;
    readonly int _hash;

    public IdSpan(byte[] value)
    {
        _value = value;
        _hash = (int)StableHash.Of(value);
    }

    public ReadOnlyMemory<byte> Value => _value;

    public bool IsDefault => _value is not { Length: > 0 };

    public static IdSpan Create(string id) => new(Encoding.UTF8.GetBytes(id));

    public ReadOnlySpan<byte> AsSpan() => _value;

    public bool Equals(IdSpan obj) => ReferenceEquals(_value, obj._value) || (_hash == obj._hash && AsSpan().SequenceEqual(obj.AsSpan()));

    public override bool Equals(object? obj) => obj is IdSpan other && Equals(other);

    public override int GetHashCode() => _hash;

    public uint GetUniformHashCode() => (uint)_hash;

    public int CompareTo(IdSpan other) => AsSpan().SequenceCompareTo(other.AsSpan());

    public override string ToString() => _value is null ? "" : Encoding.UTF8.GetString(_value);

    public static bool operator ==(IdSpan left, IdSpan right) => left.Equals(right);

    public static bool operator !=(IdSpan left, IdSpan right) => !left.Equals(right);
}
