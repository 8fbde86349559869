using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Gateway.Market;

namespace Gateway.Tests.Architecture;

/// <summary>Endpoints and hub speak to grains through their contract; what grains are made of is composition's business.</summary>
public partial class GatewayDependencyTests
{
    static readonly string Root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "../../.."));

    [Theory]
    [InlineData("Endpoints")]
    [InlineData("Market")]
    [InlineData("Observability")]
    [InlineData("Streaming")]
    public void Endpoints_and_hub_use_the_contract_and_not_the_grains(string folder)
    {
        var files = Directory.GetFiles(Path.Combine(Root, "Gateway", folder), "*.cs");
        Assert.NotEmpty(files);
        Assert.Empty(files.SelectMany(f => Forbidden().Matches(File.ReadAllText(f)).Select(m => $"{Path.GetFileName(f)}: {m.Value.Trim()}")));
    }

    [Fact]
    public void Outside_of_composition_and_keys_nothing_of_the_grains_is_held()
    {
        var grains = typeof(Grains.Accounts.AccountRegistry).Assembly;
        const BindingFlags all = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        var offenders = typeof(MarketHub).Assembly.GetTypes()
            .Where(t => t.Namespace is "Gateway.Endpoints" or "Gateway.Market" or "Gateway.Observability" or "Gateway.Streaming")
            .Where(t => t.GetFields(all).Any(f => f.FieldType.Assembly == grains)
                || t.GetMethods(all).Any(m => m.ReturnType.Assembly == grains || m.GetParameters().Any(p => p.ParameterType.Assembly == grains)))
            .Select(t => $"{t} uses a type of Grains: ask a grain through Grains.Interfaces, or let composition hand it what it needs");
        Assert.Empty(offenders);
    }

    static string Here([CallerFilePath] string path = "") => path;

    [GeneratedRegex(@"using (Grains\.(?!Interfaces\b)[\w.]+|Silo|Kite[\w.]*);")]
    private static partial Regex Forbidden();
}
