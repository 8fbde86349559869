namespace Kite.Tests;

public class KiteChecksumTests
{
    [Theory]
    [InlineData("reqtok123", "ee87696894e3a1b1efc7ee5662f0024890d9f9cbd97ee3fccedd12a76ec7bd8a")]
    [InlineData("refresh77", "341e212219b6db1643c6dfef2e3a9ed64f8063d7d70bfea86e663448335b362c")]
    public void Session_checksums_match_the_vectors(string token, string expected) =>
        Assert.Equal(expected, KiteChecksum.Session("simkey00", token, "simsecret9"));

    [Fact]
    public void A_postback_is_valid_with_its_checksum_and_with_no_other()
    {
        const string Sum = "754a8e31e5fc266c900b965b6227cb56353d33b396c7f10926c3d507549355d4";
        Assert.True(KiteChecksum.IsPostbackValid("251111000000042", "2025-11-11 09:20:01", "simsecret9", Sum));
        Assert.False(KiteChecksum.IsPostbackValid("251111000000042", "2025-11-11 09:20:02", "simsecret9", Sum));
        Assert.False(KiteChecksum.IsPostbackValid("251111000000042", "2025-11-11 09:20:01", "simsecret9", ""));
    }
}
