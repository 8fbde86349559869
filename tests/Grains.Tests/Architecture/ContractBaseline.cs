using System.Reflection;
using Silo.Guards;

namespace Grains.Tests.Architecture;

/// <summary>The contract between grains as lines of text: what two silos of neighbouring versions, and a message on a stream, have to agree on.</summary>
/// <remarks>Names of members are not in it: on the wire a member is its id, a type and a method their alias.</remarks>
static class ContractBaseline
{
    public static string File { get; } = Path.Combine(SourceTree.Root, "tests/Grains.Tests/Architecture/contracts.txt");

    public static IReadOnlyList<string> Kept { get; } = [.. System.IO.File.ReadAllLines(File).Where(l => l.Length > 0 && l[0] != '#')];

    public static IReadOnlyList<string> Current { get; } = [.. Lines().Order(StringComparer.Ordinal)];

    static IEnumerable<string> Lines()
    {
        foreach (var contract in GrainGuard.Interfaces(GrainGuard.Types))
        {
            yield return $"interface {Alias(contract)} {Key(contract)}";
            foreach (var method in contract.GetMethods())
                yield return $"method {Alias(contract)}.{Alias(method)}({string.Join(", ", method.GetParameters().Select(p => Name(p.ParameterType)))}) : {Name(method.ReturnType)}";
        }

        foreach (var message in GrainGuard.Messages([]))
        {
            if (message.IsEnum)
            {
                foreach (var value in Enum.GetValues(message))
                    yield return $"value {Name(message)} {Convert.ToInt64(value, null)} {value}";
                continue;
            }

            yield return $"message {Name(message)}";
            foreach (var property in MessageRules.State(message))
                yield return $"member {Name(message)} [{property.GetCustomAttribute<IdAttribute>()?.Id}] {Name(property.PropertyType)}";
        }
    }

    static string Alias(MemberInfo member) => member.GetCustomAttribute<AliasAttribute>()?.Alias ?? member.Name;

    static string Name(Type type) => type switch
    {
        _ when Nullable.GetUnderlyingType(type) is { } value => Name(value) + "?",
        { IsGenericType: true } => $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>",
        _ => type.GetCustomAttribute<AliasAttribute>()?.Alias ?? type.Name,
    };

    static string Key(Type contract) =>
        contract.GetInterfaces().Select(i => i.Name).FirstOrDefault(n => n.StartsWith("IGrainWith", StringComparison.Ordinal) || n == nameof(IGrainObserver)) ?? "";
}
