using System.Text.Json;
using Gateway.Endpoints;
using Grains.Interfaces.Orders;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Endpoints;

public class ProblemTests
{
    static async Task<(HttpResponse Response, JsonElement Body)> Run(IResult result)
    {
        var http = new DefaultHttpContext { RequestServices = new ServiceCollection().AddLogging().AddProblemDetails().BuildServiceProvider() };
        http.Response.Body = new MemoryStream();
        await result.ExecuteAsync(http);
        http.Response.Body.Position = 0;
        return (http.Response, JsonDocument.Parse(http.Response.Body).RootElement);
    }

    [Fact]
    public async Task It_has_code_detail_field_errors_and_what_may_have_been_meant()
    {
        var (response, body) = await Run(new Problem(404, "unknown_x", "There is no x.", "x", ["y", "z"]).ToResult());
        Assert.Equal((404, "application/problem+json"), (response.StatusCode, response.ContentType));
        Assert.Equal(("unknown_x", "There is no x.", "x"), (body.GetProperty("code").GetString(), body.GetProperty("detail").GetString(), body.GetProperty("field").GetString()));
        Assert.Equal("There is no x.", body.GetProperty("errors").GetProperty("x")[0].GetString());
        Assert.Equal(["y", "z"], body.GetProperty("nearest").EnumerateArray().Select(n => n.GetString()));
    }

    [Fact]
    public async Task What_does_not_apply_is_left_out()
    {
        var (response, body) = await Run(new Problem(400, "bad", "Bad.").ToResult());
        Assert.False(body.TryGetProperty("field", out _) || body.TryGetProperty("nearest", out _) || body.TryGetProperty("errors", out _));
        Assert.Empty(response.Headers.RetryAfter.ToString());
    }

    [Theory]
    [InlineData(0.2, "1")]
    [InlineData(1.2, "2")]
    public async Task A_wait_is_told_in_whole_seconds_and_never_zero(double seconds, string header)
    {
        var (response, _) = await Run((Problem.Loading with { RetryAfter = TimeSpan.FromSeconds(seconds) }).ToResult());
        Assert.Equal((503, header), (response.StatusCode, response.Headers.RetryAfter.ToString()));
    }

    [Theory]
    [InlineData(null, 50, null)]
    [InlineData("1", 1, null)]
    [InlineData("500", 500, null)]
    [InlineData("0", 0, "malformed_limit")]
    [InlineData("501", 501, "malformed_limit")]
    [InlineData("-1", 0, "malformed_limit")]
    [InlineData("ten", 0, "malformed_limit")]
    [InlineData("", 0, "malformed_limit")]
    public void A_limit_is_a_whole_number_within_its_range(string? text, int limit, string? code)
    {
        var problem = Paging.Limit(text, 50, 500, out var parsed);
        Assert.Equal((code, limit), (problem?.Code, parsed));
    }

    [Fact]
    public void Every_order_status_has_a_name_that_is_understood()
    {
        foreach (var status in Enum.GetValues<OrderStatus>())
            Assert.Equal(status, OrderResults.ParseStatus(JsonNamingPolicy.SnakeCaseLower.ConvertName(status.ToString())));
        Assert.Null(OrderResults.ParseStatus("Open"));
        Assert.Contains("dead_lettered", OrderResults.StatusNames, StringComparison.Ordinal);
    }

    public static TheoryData<string, int, string?> Replies => new()
    {
        { nameof(OrderReplyKind.Conflict), 409, null }, { nameof(OrderReplyKind.Invalid), 422, null }, { nameof(OrderReplyKind.NotFound), 404, null }, { nameof(OrderReplyKind.NotSent), 503, "3" },
    };

    [Theory]
    [MemberData(nameof(Replies))]
    public async Task A_refusal_of_the_order_grain_has_its_status(string kind, int status, string? retryAfter)
    {
        var reply = new OrderReply(Enum.Parse<OrderReplyKind>(kind), null, new("lot_size", "quantity", "Not a multiple."), TimeSpan.FromSeconds(3));
        var (response, body) = await Run(OrderResults.For(reply, new DefaultHttpContext()));
        Assert.Equal((status, retryAfter ?? ""), (response.StatusCode, response.Headers.RetryAfter.ToString()));
        Assert.Equal(("lot_size", "quantity"), (body.GetProperty("code").GetString(), body.GetProperty("field").GetString()));
    }

    [Fact]
    public async Task A_refusal_without_a_reason_still_says_what_to_do()
    {
        var (response, body) = await Run(OrderResults.For(new(OrderReplyKind.NotSent, null), new DefaultHttpContext()));
        Assert.Equal((503, "1", "refused"), (response.StatusCode, response.Headers.RetryAfter.ToString(), body.GetProperty("code").GetString()));
        Assert.Contains("same key", body.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }
}
