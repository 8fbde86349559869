extern alias generator;

using generator::Orleans.Embedded.Generator;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Orleans.Embedded.Tests.Generator;

public sealed class GrainGeneratorTests
{
    [Theory]
    [InlineData("int Get();", "ORLE001")]
    [InlineData("void Fire();", "ORLE001")]
    [InlineData("System.Collections.Generic.IAsyncEnumerable<int> Stream();", "ORLE001")]
    [InlineData("int Value { get; }", "ORLE002")]
    [InlineData("event System.Action Changed;", "ORLE002")]
    [InlineData("Task<T> Get<T>();", "ORLE003")]
    [InlineData("Task Get(ref int x);", "ORLE004")]
    [InlineData("Task Get(in int x);", "ORLE004")]
    [InlineData("[Orleans.Concurrency.OneWay] Task<int> Get();", "ORLE005")]
    [InlineData("Task Get(System.Threading.CancellationToken token, int x);", "ORLE006")]
    public void An_unsupported_member_is_a_build_error_that_says_what_to_do(string member, string id)
    {
        var (_, problems) = Run($"using System.Threading.Tasks; public interface IMine : Orleans.IGrainWithStringKey {{ {member} }}");
        var problem = Assert.Single(problems);
        Assert.Equal(id, problem.Id);
        Assert.Equal(DiagnosticSeverity.Error, problem.Severity);
        Assert.Contains(": ", problem.GetMessage(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
        Assert.NotEqual(Location.None, problem.Location);
    }

    [Fact]
    public void A_generic_interface_is_a_build_error() =>
        Assert.Equal("ORLE003", Assert.Single(Run("public interface IMine<T> : Orleans.IGrainWithStringKey;").Problems).Id);

    [Fact]
    public void A_private_interface_is_a_build_error() =>
        Assert.Equal("ORLE007", Assert.Single(Run("public class Outer { private interface IMine : Orleans.IGrainWithStringKey; }").Problems).Id);

    [Fact]
    public void Observers_may_return_nothing() => Assert.Empty(Run("public interface IMine : Orleans.IGrainObserver { void Fire(int x); }").Problems);

    [Fact]
    public void Interfaces_and_classes_are_registered_and_others_are_not()
    {
        var (sources, problems) = Run("""
            using System.Threading.Tasks;
            public interface IMine : Orleans.IGrainWithStringKey { Task Go(); }
            public interface IOther { int Value { get; } }
            public sealed class MineGrain : Orleans.Grain, IMine { public Task Go() => Task.CompletedTask; }
            public abstract class BaseGrain : Orleans.Grain;
            public class NotAGrain;
            """);
        Assert.Empty(problems);
        var registration = sources["Registration.g.cs"];
        Assert.Contains("AddInterface(typeof(global::IMine)", registration, StringComparison.Ordinal);
        Assert.Contains("AddClass(typeof(global::MineGrain))", registration, StringComparison.Ordinal);
        Assert.DoesNotContain("Other", registration, StringComparison.Ordinal);
        Assert.DoesNotContain("BaseGrain", registration, StringComparison.Ordinal);
        Assert.Equal(["IMine.g.cs", "Registration.g.cs"], sources.Keys.Order());
    }

    [Fact]
    public void Options_and_timeouts_go_into_the_metadata()
    {
        var (sources, _) = Run("""
            using System.Threading.Tasks;
            [Orleans.ResponseTimeout("00:00:07")]
            public interface IMine : Orleans.IGrainWithStringKey
            {
                [Orleans.Concurrency.ReadOnly, Orleans.Concurrency.AlwaysInterleave] Task A();
                [Orleans.ResponseTimeout("00:00:03")] Task B();
            }
            """);
        Assert.Contains("MethodOptions.ReadOnly | global::Orleans.Runtime.MethodOptions.AlwaysInterleave, \"00:00:07\"", sources["IMine.g.cs"], StringComparison.Ordinal);
        Assert.Contains("MethodOptions.None, \"00:00:03\"", sources["IMine.g.cs"], StringComparison.Ordinal);
    }

    [Fact]
    public void A_project_without_grains_gets_nothing() => Assert.Empty(Run("public class Plain;").Sources);

    static (Dictionary<string, string> Sources, Diagnostic[] Problems) Run(string code)
    {
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(static path => Path.GetFileName(path) is "System.Runtime.dll" or "System.Private.CoreLib.dll" or "Orleans.Embedded.dll")
            .Select(static path => MetadataReference.CreateFromFile(path));
        var compilation = CSharpCompilation.Create("Orleans.Embedded.Tests", [CSharpSyntaxTree.ParseText(code)], references);
        var result = CSharpGeneratorDriver.Create(new GrainGenerator()).RunGenerators(compilation).GetRunResult();
        return (result.Results[0].GeneratedSources.ToDictionary(static s => s.HintName, static s => s.SourceText.ToString()), [.. result.Diagnostics]);
    }
}
