using System.Collections.Immutable;
using System.Reflection;
using Grains.Interfaces;
using Orleans.Concurrency;

namespace Grains.Tests.Architecture;

/// <summary>The grain interfaces of this service and every type that crosses them.</summary>
static class GrainContracts
{
    static readonly HashSet<Type> Known =
    [
        typeof(string), typeof(decimal), typeof(DateOnly), typeof(TimeOnly), typeof(DateTimeOffset), typeof(TimeSpan), typeof(Guid), typeof(Uri), typeof(CancellationToken),
    ];

    public static IReadOnlyList<Type> Interfaces { get; } =
        [.. typeof(GrainKeys).Assembly.GetTypes().Where(t => t.IsInterface && t.IsAssignableTo(typeof(IAddressable))).OrderBy(t => t.FullName, StringComparer.Ordinal)];

    public static IEnumerable<MethodInfo> Methods => Interfaces.SelectMany(i => i.GetMethods());

    /// <summary>Our own message types, reached from parameters and results, and the stream items.</summary>
    public static IReadOnlyList<Type> Messages { get; } = Reach();

    /// <summary>What a serialiser has to know of a type: its own settable state.</summary>
    public static IEnumerable<PropertyInfo> State(Type type) =>
        type.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly).Where(p => p.SetMethod is not null && p.GetIndexParameters().Length == 0);

    static List<Type> Reach()
    {
        var found = new HashSet<Type>();
        var open = new Queue<Type>(Methods.SelectMany(m => m.GetParameters().Select(p => p.ParameterType).Append(m.ReturnType)).Concat([typeof(Interfaces.Chains.ChainEvent), typeof(Interfaces.Orders.OrderChange)]));
        while (open.TryDequeue(out var type))
        {
            if (type.IsGenericType)
            {
                var definition = type.GetGenericTypeDefinition();
                Assert.True(
                    definition == typeof(Task<>) || definition == typeof(ValueTask<>) || definition == typeof(ImmutableArray<>) || definition == typeof(Nullable<>),
                    $"{type} crosses a grain interface: a list is an ImmutableArray, an optional value a Nullable, everything else a type of this service.");
                Array.ForEach(type.GetGenericArguments(), open.Enqueue);
                continue;
            }

            if (type == typeof(Task) || type == typeof(ValueTask) || type == typeof(void) || type.IsPrimitive || Known.Contains(type) || !found.Add(type))
                continue;
            if (type.IsEnum)
                continue;
            foreach (var property in State(type))
                open.Enqueue(property.PropertyType);
        }

        return [.. found.OrderBy(t => t.FullName, StringComparer.Ordinal)];
    }
}
