namespace Kite.Tests;

public class RedactionTests
{
    [Fact]
    public void Credentials_never_print_their_secret()
    {
        var text = new KiteCredentials("simkey00", "simsecret9").ToString();
        Assert.Contains("simkey00", text, StringComparison.Ordinal);
        Assert.DoesNotContain("simsecret9", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Sessions_never_print_their_tokens()
    {
        var session = new KiteSession("XX0000", "simkey00", "acc-secret", "pub-secret", default) { RefreshToken = "ref-secret" };
        Assert.DoesNotContain("secret", session.ToString(), StringComparison.Ordinal);
        Assert.Contains("XX0000", session.ToString(), StringComparison.Ordinal);
    }
}
