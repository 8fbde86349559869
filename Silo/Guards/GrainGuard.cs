using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

namespace Silo.Guards;

/// <summary>
/// Grains that cannot work are found before the first call, on either host: an interface that no class or more than one implements, a message that a cluster could not carry,
/// a state without its storage.
/// </summary>
static class GrainGuard
{
    /// <summary>Stream items cross silos too, but no method names them.</summary>
    static readonly Type[] s_streamed = [typeof(Grains.Interfaces.Chains.ChainEvent), typeof(Grains.Interfaces.Orders.OrderChange)];

    /// <summary>The service's own grains.</summary>
    public static IEnumerable<Type> Types => [.. typeof(Grains.Interfaces.GrainKeys).Assembly.GetTypes(), .. typeof(Grains.Feeds.FeedGrain).Assembly.GetTypes()];

    /// <summary>Everything that crosses between grains of this service.</summary>
    public static IReadOnlyList<Type> Messages(ICollection<string> problems) => MessageRules.Reach(Crossing(Interfaces(Types)).Concat(s_streamed), problems);

    /// <summary>The grain and observer interfaces among <paramref name="types"/>.</summary>
    public static IReadOnlyList<Type> Interfaces(IEnumerable<Type> types) => [.. types.Where(t => t.IsInterface && t.IsAssignableTo(typeof(IAddressable))).OrderBy(t => t.FullName, StringComparer.Ordinal)];

    /// <exception cref="StartupException">A grain cannot work; the message names the type and what to do.</exception>
    public static void Verify(IServiceCollection services) => Verify([.. Types], s_streamed, services);

    internal static void Verify(IReadOnlyList<Type> types, IEnumerable<Type> streamed, IServiceCollection services)
    {
        var problems = new List<string>();
        var interfaces = Interfaces(types);
        var classes = types.Where(t => t is { IsClass: true, IsAbstract: false } && t.IsAssignableTo(typeof(IGrainBase))).ToList();
        problems.AddRange(interfaces.Where(i => i.IsAssignableTo(typeof(IGrain))).Select(i => Implementation(i, classes)).OfType<string>());
        foreach (var message in MessageRules.Reach(Crossing(interfaces).Concat(streamed), problems))
            problems.AddRange(MessageRules.Problems(message));
        problems.AddRange(States(classes, services));
        if (problems.Count > 0)
            throw new StartupException(problems.Count == 1 ? problems[0] : $"{problems[0]} ({problems.Count - 1} more of the kind: {string.Join(" ", problems.Skip(1).Take(4))})");
    }

    static IEnumerable<Type> Crossing(IEnumerable<Type> interfaces) => interfaces.SelectMany(i => i.GetMethods()).SelectMany(m => m.GetParameters().Select(p => p.ParameterType).Append(m.ReturnType));

    static string? Implementation(Type grainInterface, IEnumerable<Type> classes) => classes.Where(grainInterface.IsAssignableFrom).ToList() switch
    {
        [] => $"No grain class implements {grainInterface}: add one, or delete the interface.",
        [_] => null,
        var several => $"{string.Join(" and ", several)} implement {grainInterface}, and a call could mean any of them: keep one.",
    };

    static IEnumerable<string> States(IEnumerable<Type> classes, IServiceCollection services)
    {
        var storages = services.Where(s => s.ServiceType == typeof(IGrainStorage)).Select(s => (s.ServiceKey as string) ?? "Default").ToHashSet(StringComparer.Ordinal);
        var states = classes.SelectMany(type => type.GetConstructors().SelectMany(c => c.GetParameters())
            .Select(p => p.GetCustomAttribute<PersistentStateAttribute>()).OfType<PersistentStateAttribute>()
            .Select(s => (Type: type, s.StateName, Storage: s.StorageName ?? "Default"))).ToList();
        foreach (var state in states.Where(s => !storages.Contains(s.Storage)))
            yield return $"{state.Type} keeps its state '{state.StateName}' in a storage provider '{state.Storage}' that is not registered: add it to the silo.";
        // AdoNet storage finds a row by a hash of grain and state name: a name of its own keeps two states apart whatever the hash does.
        foreach (var same in states.GroupBy(s => (s.StateName, s.Storage)).Where(g => g.Select(s => s.Type).Distinct().Count() > 1))
            yield return $"{string.Join(" and ", same.Select(s => s.Type))} both call a state '{same.Key.StateName}': give each a name of its own.";
    }
}
