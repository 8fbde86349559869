using System.Globalization;
using EndToEnd.Support;

namespace EndToEnd.Page;

/// <summary>The page in a real browser.</summary>
public sealed class PageTests
{
    [Fact]
    public async Task A_trader_sees_rows_move_picks_an_expiry_and_places_an_order()
    {
        using var folder = new TemporaryFolder();
        await using var service = await ServiceProcess.Start(folder.At("data"));
        var facts = await NodeScript.Run("page.mjs", new { url = service.Address, screenshots = Repository.Artifacts("screenshots") }, TimeSpan.FromSeconds(90));
        string Of(string fact, string property) => Assert.Single(facts, f => f.GetProperty("fact").GetString() == fact).GetProperty(property).ToString();

        Assert.True(int.Parse(Of("opened", "rows"), CultureInfo.InvariantCulture) >= 21);
        Assert.Equal("True", Of("opened", "banner"));
        Assert.Equal(3, facts.Count(f => f.GetProperty("fact").GetString() == "rows-changed"));
        Assert.Equal(Of("expiry", "chosen"), Of("expiry", "shown"));
        Assert.NotEqual(Of("expiry", "before"), Of("expiry", "after"));
        Assert.Equal("complete", Of("ordered", "status"), ignoreCase: true);
        Assert.Equal("1", Of("ordered", "orders"));
        Assert.DoesNotContain("Not sent", Of("ordered", "result"), StringComparison.Ordinal);
        Assert.DoesNotContain(facts, f => f.GetProperty("fact").GetString() == "console");
        Assert.All(
            facts.Where(f => f.GetProperty("fact").GetString() == "request").Select(f => f.GetProperty("origin").GetString()!).Distinct(),
            origin => Assert.Equal(service.Address.GetLeftPart(UriPartial.Authority), origin));
        var stored = (await service.Client.Get("/api/v1/orders")).Json.GetProperty("orders");
        Assert.Equal("complete", Assert.Single(stored.EnumerateArray()).GetProperty("status").GetString());
    }
}
