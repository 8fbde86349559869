using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Hosting;
using Silo;
using Silo.Guards;
using static Grains.Tests.Guards.GuardedGrains;

namespace Grains.Tests.Guards;

public class GrainGuardTests
{
    static void Verify(params Type[] types) => GrainGuard.Verify(types, [], new ServiceCollection());

    static string Problem(params Type[] types) => Assert.Throws<StartupException>(() => Verify(types)).Message;

    [Fact]
    public void Grains_that_keep_the_rules_pass() => Verify(typeof(IGood), typeof(GoodGrain));

    [Fact]
    public void The_service_s_own_grains_pass_once_their_storage_is_there() =>
        Assert.DoesNotContain("implement", Assert.Throws<StartupException>(() => GrainGuard.Verify(new ServiceCollection())).Message, StringComparison.Ordinal);

    [Fact]
    public void An_interface_that_no_class_implements_is_named() =>
        Assert.Equal($"No grain class implements {typeof(INobody)}: add one, or delete the interface.", Problem(typeof(INobody)));

    [Fact]
    public void Two_classes_of_one_interface_are_named()
    {
        var problem = Problem(typeof(IGood), typeof(GoodGrain), typeof(OtherGoodGrain));
        Assert.Contains($"{typeof(GoodGrain)} and {typeof(OtherGoodGrain)} implement {typeof(IGood)}", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(typeof(IListTaker), "System.Collections.Generic.List`1")]
    [InlineData(typeof(IArrayTaker), "GuardedGrains+Good[]")]
    public void A_collection_that_can_change_is_named(Type contract, string named) => Assert.Contains(named, Problem(contract, typeof(Taker)), StringComparison.Ordinal);

    [Fact]
    public void A_type_inside_a_message_is_held_to_the_rules_too() =>
        Assert.Contains($"{typeof(Bare)} crosses a grain interface without [GenerateSerializer]", Problem(typeof(IBareTaker), typeof(Taker)), StringComparison.Ordinal);

    [Theory]
    [InlineData("without [GenerateSerializer]")]
    [InlineData("without a name that outlives a renaming")]
    [InlineData("not [Immutable]")]
    [InlineData("Settable can be set")]
    [InlineData("Settable has no [Id]")]
    [InlineData("_kept is a field that nobody serialises")]
    public void Everything_that_is_wrong_with_a_message_is_said(string part) =>
        Assert.Single(MessageRules.Problems(typeof(Bare)), p => p.Contains(part, StringComparison.Ordinal));

    [Fact]
    public void Two_members_with_one_id_are_named() => Assert.Contains("[Id(0)] twice, on One and Other", Assert.Single(MessageRules.Problems(typeof(Twice))), StringComparison.Ordinal);

    [Fact]
    public void A_stream_s_items_are_messages() =>
        Assert.Contains(typeof(Bare).ToString(), Assert.Throws<StartupException>(() => GrainGuard.Verify([], [typeof(Bare)], new ServiceCollection())).Message, StringComparison.Ordinal);

    [Fact]
    public void A_storage_provider_that_is_not_registered_is_named() =>
        Assert.Equal($"{typeof(Stored)} keeps its state 'guarded' in a storage provider 'cupboard' that is not registered: add it to the silo.", Problem(typeof(Stored)));

    [Fact]
    public void Two_classes_that_share_a_state_s_name_are_named()
    {
        var services = new ServiceCollection();
        services.AddOrleans(silo => silo.AddMemoryGrainStorage("cupboard"));
        GrainGuard.Verify([typeof(Stored)], [], services);
        var problem = Assert.Throws<StartupException>(() => GrainGuard.Verify([typeof(Stored), typeof(StoredToo)], [], services)).Message;
        Assert.Contains($"{typeof(Stored)} and {typeof(StoredToo)} both call a state 'guarded'", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void The_number_of_further_problems_is_said() => Assert.Contains("more of the kind", Problem(typeof(IBareTaker), typeof(Taker)), StringComparison.Ordinal);
}
