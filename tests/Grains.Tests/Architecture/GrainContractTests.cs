using System.Reflection;
using Silo.Guards;

namespace Grains.Tests.Architecture;

/// <summary>What a cluster needs of messages, although the embedded host never serialises one. The rules themselves are tested with GrainGuard.</summary>
public class GrainContractTests
{
    static readonly string[] s_ours = ["Grains.Interfaces", "Pricing"];

    static readonly List<string> s_problems = [];

    static readonly IReadOnlyList<Type> s_messages = GrainGuard.Messages(s_problems);

    static readonly IReadOnlyList<Type> s_interfaces = GrainGuard.Interfaces(GrainGuard.Types);

    static IEnumerable<MethodInfo> Methods => s_interfaces.SelectMany(i => i.GetMethods());

    [Fact]
    public void There_are_interfaces_and_messages_to_look_at()
    {
        Assert.InRange(s_interfaces.Count, 8, 100);
        Assert.InRange(s_messages.Count, 30, 500);
        Assert.Contains(s_messages, t => t.Name == "OptionQuote");
    }

    [Fact]
    public void Every_message_is_a_type_of_this_service() =>
        Assert.Empty(s_messages.Where(t => !s_ours.Contains(t.Assembly.GetName().Name)).Select(t => t.FullName));

    [Fact]
    public void Every_message_of_the_contract_keeps_the_rules() => Assert.Empty(s_problems.Concat(s_messages.SelectMany(MessageRules.Problems)));

    [Fact]
    public void Every_interface_and_method_has_a_name_that_outlives_a_renaming()
    {
        Assert.Empty(s_interfaces.Where(i => i.GetCustomAttribute<AliasAttribute>() is null).Select(i => $"{i} has no [Alias]"));
        Assert.Empty(Methods.Where(m => m.GetCustomAttribute<AliasAttribute>() is null).Select(m => $"{m.DeclaringType}.{m.Name} has no [Alias]"));
        foreach (var type in s_interfaces)
            Assert.Distinct(type.GetMethods().Select(m => m.GetCustomAttribute<AliasAttribute>()!.Alias));
    }

    [Fact]
    public void No_two_types_share_a_name() =>
        Assert.Distinct(GrainGuard.Types.Select(t => t.GetCustomAttribute<AliasAttribute>()?.Alias).OfType<string>());

    [Fact]
    public void Every_grain_method_can_be_awaited() =>
        Assert.Empty(Methods.Where(m => m.ReturnType != typeof(Task) && m.ReturnType != typeof(ValueTask)
            && !(m.ReturnType.IsGenericType && (m.ReturnType.GetGenericTypeDefinition() == typeof(Task<>) || m.ReturnType.GetGenericTypeDefinition() == typeof(ValueTask<>))))
            .Select(m => $"{m.DeclaringType}.{m.Name} returns {m.ReturnType}"));
}
