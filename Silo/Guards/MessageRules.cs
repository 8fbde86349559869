using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.CompilerServices;
using Orleans.Concurrency;

namespace Silo.Guards;

/// <summary>What a type must be to cross a grain interface on either host: a cluster serialises it, the embedded host hands the very object over.</summary>
static class MessageRules
{
    static readonly HashSet<Type> s_known =
    [
        typeof(string), typeof(decimal), typeof(DateOnly), typeof(TimeOnly), typeof(DateTimeOffset), typeof(TimeSpan), typeof(Guid), typeof(Uri), typeof(CancellationToken),
    ];

    static readonly HashSet<Type> s_containers = [typeof(Task<>), typeof(ValueTask<>), typeof(ImmutableArray<>), typeof(Nullable<>)];

    /// <summary>What a serialiser has to know of a type: its own settable state.</summary>
    public static IEnumerable<PropertyInfo> State(Type type) =>
        type.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly).Where(p => p.SetMethod is not null && p.GetIndexParameters().Length == 0);

    /// <summary>The types of ours that <paramref name="roots"/> lead to, sorted by name.</summary>
    /// <param name="roots">Parameters and results of grain methods, and items of streams.</param>
    /// <param name="problems">Receives a sentence for each generic type that may not cross.</param>
    public static IReadOnlyList<Type> Reach(IEnumerable<Type> roots, ICollection<string> problems)
    {
        var found = new HashSet<Type>();
        var open = new Queue<Type>(roots);
        while (open.TryDequeue(out var type))
        {
            if (type.IsArray)
            {
                problems.Add($"{type} crosses a grain interface and can be changed on the way: make it an ImmutableArray.");
            }
            else if (type.IsGenericType)
            {
                if (!s_containers.Contains(type.GetGenericTypeDefinition()))
                    problems.Add($"{type} crosses a grain interface: make a list an ImmutableArray, an optional value a Nullable, and everything else a message of its own.");
                Array.ForEach(type.GetGenericArguments(), open.Enqueue);
            }
            else if (!IsPlain(type) && found.Add(type) && !type.IsEnum)
            {
                foreach (var property in State(type))
                    open.Enqueue(property.PropertyType);
            }
        }

        return [.. found.OrderBy(t => t.FullName, StringComparer.Ordinal)];
    }

    /// <summary>What is wrong with one message type, a sentence each.</summary>
    public static IEnumerable<string> Problems(Type type)
    {
        // Pricing depends on nothing: its enumerations travel as their numbers.
        if (type.IsEnum && type.GetCustomAttribute<GenerateSerializerAttribute>() is null && type.Assembly == typeof(Pricing.Black76).Assembly)
            yield break;
        if (type.GetCustomAttribute<GenerateSerializerAttribute>() is null)
            yield return $"{type} crosses a grain interface without [GenerateSerializer]: add it.";
        if (type.GetCustomAttribute<AliasAttribute>() is null)
            yield return $"{type} crosses a grain interface without a name that outlives a renaming: add an [Alias].";
        if (type.IsEnum)
            yield break;
        if (type.GetCustomAttribute<ImmutableAttribute>() is null)
            yield return $"{type} crosses a grain interface and is not [Immutable]: make it so, the embedded host never copies.";
        foreach (var property in State(type))
        {
            if (!property.SetMethod!.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)))
                yield return $"{type}.{property.Name} can be set after the message was made: use init.";
            if (property.GetCustomAttribute<IdAttribute>() is null)
                yield return $"{type}.{property.Name} has no [Id]: give it the next free one.";
        }

        foreach (var twice in State(type).Where(p => p.IsDefined(typeof(IdAttribute))).GroupBy(p => p.GetCustomAttribute<IdAttribute>()!.Id).Where(g => g.Count() > 1))
            yield return $"{type} has [Id({twice.Key})] twice, on {string.Join(" and ", twice.Select(p => p.Name))}: give each an id of its own.";
        foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).Where(f => !f.IsDefined(typeof(CompilerGeneratedAttribute))))
            yield return $"{type}.{field.Name} is a field that nobody serialises: make it a property with init and an [Id].";
    }

    static bool IsPlain(Type type) =>
        type == typeof(Task) || type == typeof(ValueTask) || type == typeof(void) || type.IsPrimitive || s_known.Contains(type) || type.IsAssignableTo(typeof(IAddressable));
}
