using System.Reflection;

namespace Grains.Tests.Architecture;

/// <summary>Dependencies run downwards only.</summary>
public class DependencyTests
{
    static IEnumerable<string> References(Type of) => of.Assembly.GetReferencedAssemblies().Select(a => a.Name!);

    static void None(IEnumerable<string> offenders) => Assert.Empty(offenders);

    static bool IsOrleans(string name) => name.StartsWith("Orleans", StringComparison.Ordinal) || name.StartsWith("Microsoft.Orleans", StringComparison.Ordinal);

    static bool IsBase(string name) => name.StartsWith("System", StringComparison.Ordinal) || name is "netstandard" or "mscorlib";

    [Fact]
    public void Pricing_depends_on_nothing() => None(References(typeof(Pricing.Black76)).Where(r => !IsBase(r)));

    [Fact]
    public void Kite_depends_on_the_base_library_alone() => None(References(typeof(Kite.Instruments.Instrument)).Where(r => !IsBase(r)));

    [Fact]
    public void The_simulator_knows_neither_grains_nor_orleans() =>
        None(References(typeof(Kite.Simulator.SimulatorHost)).Where(r => IsOrleans(r) || r is "Grains" or "Grains.Interfaces" or "Silo" or "Gateway" or "Kite"));

    [Fact]
    public void The_contract_knows_pricing_and_orleans_alone() =>
        None(References(typeof(Interfaces.GrainKeys)).Where(r => !IsBase(r) && !IsOrleans(r) && r != "Pricing"));

    [Fact]
    public void Grains_know_neither_composition_nor_gateway_nor_simulator() =>
        None(References(typeof(Grains.Feeds.FeedGrain)).Where(r => r is "Silo" or "Gateway" or "Kite.Simulator"));

    [Fact]
    public void Grains_know_no_web_framework_beyond_what_reads_an_address() =>
        None(References(typeof(Grains.Feeds.FeedGrain)).Where(r => r.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal) && r != "Microsoft.AspNetCore.WebUtilities"));

    [Fact]
    public void Grain_classes_are_internal_and_sealed() =>
        None(typeof(Grains.Feeds.FeedGrain).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Grain)) && (t.IsPublic || !t.IsSealed)).Select(t => t.FullName!));
}
