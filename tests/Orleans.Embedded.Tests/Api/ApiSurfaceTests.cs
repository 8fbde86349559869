namespace Orleans.Embedded.Tests.Api;

public sealed class ApiSurfaceTests
{
    [Fact]
    public void What_the_host_declares_in_public_is_declared_by_Orleans_in_the_same_words()
    {
        var orleans = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Api", "orleans-api.txt")).Select(WithoutAssembly).ToHashSet(StringComparer.Ordinal);
        var own = ApiListing.Of(typeof(Grain).Assembly).Where(line => !orleans.Contains(line)).ToList();
        Assert.True(own.Count == 0, "Orleans does not declare:\n" + string.Join("\n", own));
    }

    [Theory]
    [InlineData("Orleans.Grain | abstract class")]
    [InlineData("Orleans.IGrainFactory::GetGrain`1(System.String primaryKey, System.String grainClassNamePrefix) : TGrainInterface")]
    [InlineData("Orleans.Runtime.GrainTimerCreationOptions::.ctor()")]
    [InlineData("Orleans.CollectionAgeLimitAttribute::MinAgeLimit : System.TimeSpan")]
    public void The_listing_finds_members_of_every_kind(string line) => Assert.Contains(line, ApiListing.Of(typeof(Grain).Assembly));

    static string WithoutAssembly(string line) => line.Split(" | ") is [var type, var kind, _] ? type + " | " + kind : line;
}
