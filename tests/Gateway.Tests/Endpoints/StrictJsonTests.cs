using System.Text;
using Gateway.Endpoints;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Endpoints;

public class StrictJsonTests
{
    static Task<(PlaceOrderBody? Body, Problem? Problem)> Read(string body, string? contentType = "application/json", long? announced = null)
    {
        var http = new DefaultHttpContext();
        http.Request.ContentType = contentType;
        http.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
        http.Request.ContentLength = announced;
        return StrictJson.Read<PlaceOrderBody>(http.Request);
    }

    [Fact]
    public async Task A_good_body_is_read_in_kites_words()
    {
        var (body, problem) = await Read("""{"tradingsymbol":"X","transaction_type":"BUY","quantity":75,"price":121.50}""", "application/json; charset=utf-8");
        Assert.Null(problem);
        Assert.Equal(("X", "BUY", 75, 121.50m), (body!.Tradingsymbol, body.TransactionType, body.Quantity, body.Price));
    }

    [Theory]
    [InlineData("{\"quantiti\":75}", "unknown_field", "quantiti")]
    [InlineData("{\"Quantity\":75}", "unknown_field", "Quantity")]
    [InlineData("{\"quantity\":75,\"quantity\":150}", "duplicate_field", "quantity")]
    [InlineData("{\"quantity\":\"75\"}", "malformed_field", "quantity")]
    [InlineData("{\"quantity\":75.5}", "malformed_field", "quantity")]
    [InlineData("{\"quantity\":1e40}", "malformed_field", "quantity")]
    [InlineData("{\"price\":true}", "malformed_field", "price")]
    [InlineData("{\"quantity\":75", "malformed_json", null)]
    [InlineData("{\"quantity\":75} x", "malformed_json", null)]
    [InlineData("", "malformed_json", null)]
    [InlineData("null", "malformed_json", null)]
    [InlineData("[]", "malformed_json", null)]
    public async Task What_is_wrong_is_named(string text, string code, string? field)
    {
        var (body, problem) = await Read(text);
        Assert.Null(body);
        Assert.Equal((400, code, field), (problem!.Status, problem.Code, problem.Field));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    public async Task Anything_but_json_is_refused(string? contentType) => Assert.Equal((415, "not_json"), Of(await Read("{}", contentType)));

    [Fact]
    public async Task A_body_that_is_too_large_is_refused_whether_it_says_so_or_not()
    {
        var large = $$"""{"tradingsymbol":"{{new string('x', 65_536)}}"}""";
        Assert.Equal((413, "body_too_large"), Of(await Read(large, announced: large.Length)));
        Assert.Equal((413, "body_too_large"), Of(await Read(large)));
    }

    static (int, string) Of((PlaceOrderBody?, Problem? Problem) read) => (read.Problem!.Status, read.Problem.Code);
}
