using System.Globalization;
using System.Reflection;

namespace Orleans.Runtime;

/// <summary>What the concurrency attributes say about a method.</summary>
[Flags]
enum MethodOptions
{
    None = 0,
    OneWay = 1,
    ReadOnly = 2,
    AlwaysInterleave = 4,
}

/// <summary>Facts about one method of a grain interface; made once by generated code.</summary>
sealed class GrainMethod(Type interfaceType, string name, Type[] parameters, MethodOptions options = MethodOptions.None, string? timeout = null)
{
    MethodInfo? _method;

    public Type InterfaceType => interfaceType;

    public string Name => name;

    public bool OneWay => (options & MethodOptions.OneWay) != 0;

    public bool ReadOnly => (options & MethodOptions.ReadOnly) != 0;

    public bool AlwaysInterleave => (options & MethodOptions.AlwaysInterleave) != 0;

    /// <summary>From [ResponseTimeout], in milliseconds; 0 when the silo's option counts.</summary>
    public long TimeoutMs { get; } = timeout is null ? 0 : Math.Max(1, (long)TimeSpan.Parse(timeout, CultureInfo.InvariantCulture).TotalMilliseconds);

    /// <summary>The method, found by reflection when a filter asks for it.</summary>
    public MethodInfo Method => _method ??= interfaceType.GetMethod(name, parameters)
        ?? throw new MissingMethodException(interfaceType.FullName, name);

    public override string ToString() => $"{interfaceType.Name}.{name}";
}
