using System.Reflection;

namespace Grains.Tests.Architecture;

/// <summary>What a cluster needs of messages, although the embedded host never serialises one.</summary>
public class GrainContractTests
{
    static readonly string[] OurAssemblies = ["Grains.Interfaces", "Pricing"];

    [Fact]
    public void There_are_interfaces_and_messages_to_look_at()
    {
        Assert.InRange(GrainContracts.Interfaces.Count, 8, 100);
        Assert.InRange(GrainContracts.Messages.Count, 30, 500);
        Assert.Contains(GrainContracts.Messages, t => t.Name == "OptionQuote");
    }

    [Fact]
    public void Every_message_is_a_type_of_this_service() =>
        Assert.Empty(GrainContracts.Messages.Where(t => !OurAssemblies.Contains(t.Assembly.GetName().Name)).Select(t => t.FullName));

    [Fact]
    public void Every_message_of_the_contract_is_immutable_serialisable_and_named() =>
        Assert.Empty(GrainContracts.Messages
            // Pricing depends on nothing: its enumerations travel as their numbers.
            .Where(t => !(t.IsEnum && t.Assembly.GetName().Name == "Pricing"))
            .Where(t => t.GetCustomAttribute<GenerateSerializerAttribute>() is null || t.GetCustomAttribute<AliasAttribute>() is null || (!t.IsEnum && t.GetCustomAttribute<ImmutableAttribute>() is null))
            .Select(t => $"{t} needs [GenerateSerializer, Immutable, Alias]"));

    [Fact]
    public void Every_message_can_only_be_set_while_it_is_made() =>
        Assert.Empty(GrainContracts.Messages.Where(t => !t.IsEnum).SelectMany(GrainContracts.State)
            .Where(p => !p.SetMethod!.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(System.Runtime.CompilerServices.IsExternalInit)))
            .Select(p => $"{p.DeclaringType}.{p.Name} can be set after it was made: use init"));

    [Fact]
    public void Every_member_of_a_message_has_an_id_of_its_own() =>
        Assert.Empty(GrainContracts.Messages.Where(t => !t.IsEnum).SelectMany(type =>
        {
            var ids = GrainContracts.State(type).Select(p => (p.Name, p.GetCustomAttribute<IdAttribute>()?.Id)).ToList();
            return ids.Where(m => m.Id is null).Select(m => $"{type}.{m.Name} has no [Id]")
                .Concat(ids.Where(m => m.Id is not null).GroupBy(m => m.Id).Where(g => g.Count() > 1).Select(g => $"{type}: [Id({g.Key})] twice: {string.Join(", ", g.Select(m => m.Name))}"));
        }));

    [Fact]
    public void No_message_keeps_state_in_a_field_that_nobody_serialises() =>
        Assert.Empty(GrainContracts.Messages.Where(t => !t.IsEnum)
            .SelectMany(t => t.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(f => !f.Name.EndsWith("k__BackingField", StringComparison.Ordinal))
            .Select(f => $"{f.DeclaringType}.{f.Name}"));

    [Fact]
    public void Every_interface_and_method_has_a_name_that_outlives_a_renaming()
    {
        Assert.Empty(GrainContracts.Interfaces.Where(i => i.GetCustomAttribute<AliasAttribute>() is null).Select(i => $"{i} has no [Alias]"));
        Assert.Empty(GrainContracts.Methods.Where(m => m.GetCustomAttribute<AliasAttribute>() is null).Select(m => $"{m.DeclaringType}.{m.Name} has no [Alias]"));
        foreach (var type in GrainContracts.Interfaces)
            Assert.Distinct(type.GetMethods().Select(m => m.GetCustomAttribute<AliasAttribute>()!.Alias));
    }

    [Fact]
    public void No_two_types_share_a_name()
    {
        var types = typeof(Interfaces.GrainKeys).Assembly.GetTypes().Concat(typeof(Grains.Feeds.FeedGrain).Assembly.GetTypes());
        Assert.Distinct(types.Select(t => t.GetCustomAttribute<AliasAttribute>()?.Alias).OfType<string>());
    }

    [Fact]
    public void Every_grain_method_can_be_awaited() =>
        Assert.Empty(GrainContracts.Methods.Where(m => m.ReturnType != typeof(Task) && m.ReturnType != typeof(ValueTask)
            && !(m.ReturnType.IsGenericType && (m.ReturnType.GetGenericTypeDefinition() == typeof(Task<>) || m.ReturnType.GetGenericTypeDefinition() == typeof(ValueTask<>))))
            .Select(m => $"{m.DeclaringType}.{m.Name} returns {m.ReturnType}"));
}
