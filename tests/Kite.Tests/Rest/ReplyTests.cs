using Kite.Rest;
using Kite.Tests.Fakes;

namespace Kite.Tests.Rest;

public class ReplyTests
{
    const string Html = "<html><head><title>502 Bad Gateway</title></head></html>";

    [Theory]
    // Success in name only.
    [InlineData(200, "", OutcomeKind.Unknown)]
    [InlineData(200, "{\"status\":\"success\",\"data\":{\"order_i", OutcomeKind.Unknown)]
    [InlineData(200, "[]", OutcomeKind.Unknown)]
    [InlineData(200, "null", OutcomeKind.Unknown)]
    [InlineData(200, Html, OutcomeKind.Unknown)]
    [InlineData(200, "{\"status\":\"success\"}", OutcomeKind.Unknown)]
    [InlineData(200, "{\"status\":\"success\",\"data\":null}", OutcomeKind.Unknown)]
    [InlineData(200, "{\"status\":\"success\",\"data\":[1]}", OutcomeKind.Unknown)]
    [InlineData(200, "{\"status\":\"success\",\"data\":{}}", OutcomeKind.Unknown)]
    [InlineData(200, "{\"status\":\"success\",\"data\":{\"order_id\":\"\\ud800\"}}", OutcomeKind.Unknown)]
    [InlineData(200, "{\"status\":\"error\",\"message\":\"?\"}", OutcomeKind.Unknown)]
    [InlineData(200, "{\"status\":\"error\",\"error_type\":\"NetworkException\"}", OutcomeKind.Unknown)]
    // The gateway or the broker's back end failed with the request in hand.
    [InlineData(302, "", OutcomeKind.Unknown)]
    [InlineData(408, "", OutcomeKind.Unknown)]
    [InlineData(500, "{\"status\":\"error\",\"message\":\"x\",\"error_type\":\"GeneralException\"}", OutcomeKind.Unknown)]
    [InlineData(500, "{\"status\":\"error\",\"message\":\"x\",\"error_type\":\"OrderException\"}", OutcomeKind.Unknown)]
    [InlineData(500, "{\"status\":\"error\",\"message\":\"x\",\"error_type\":\"InputException\"}", OutcomeKind.Unknown)]
    [InlineData(502, Html, OutcomeKind.Unknown)]
    [InlineData(503, "{\"status\":\"error\",\"message\":\"Request failed (kitetrade-oms)\",\"error_type\":\"NetworkException\"}", OutcomeKind.Unknown)]
    [InlineData(504, "", OutcomeKind.Unknown)]
    [InlineData(400, "{\"status\":\"error\",\"message\":\"x\",\"error_type\":\"NetworkException\"}", OutcomeKind.Unknown)]
    [InlineData(400, "{\"status\":\"error\",\"message\":\"x\",\"error_type\":\"DataException\"}", OutcomeKind.Unknown)]
    // Turned away before anything happened.
    [InlineData(429, "{\"status\":\"error\",\"message\":\"Too many requests\",\"error_type\":\"NetworkException\"}", OutcomeKind.NotExecuted)]
    [InlineData(429, Html, OutcomeKind.NotExecuted)]
    [InlineData(429, "", OutcomeKind.NotExecuted)]
    public async Task Doubtful_answers_to_a_write_are_never_called_a_rejection(int status, string body, OutcomeKind expected)
    {
        await using var broker = await WebBroker.AnsweringAsync(status, body);
        var outcome = await Clients.For(broker.Addresses).PlaceAsync(Clients.Token, Varieties.Regular, Clients.Order(), default);
        Assert.Equal(expected, outcome.Kind);
        Assert.NotEqual("", outcome.Message);
        Assert.Equal(expected == OutcomeKind.NotExecuted ? TimeSpan.FromSeconds(1) : null, outcome.RetryAfter);
    }

    [Theory]
    [InlineData(400, "InputException", RejectionKind.Input)]
    [InlineData(400, "MarginException", RejectionKind.Margin)]
    [InlineData(400, "OrderException", RejectionKind.Order)]
    [InlineData(400, "HoldingException", RejectionKind.Holding)]
    [InlineData(428, "SomethingNew", RejectionKind.Holding)]
    [InlineData(403, "TokenException", RejectionKind.Token)]
    [InlineData(403, "PermissionException", RejectionKind.Permission)]
    [InlineData(403, "PermissionError", RejectionKind.Permission)]
    [InlineData(403, "UserException", RejectionKind.User)]
    [InlineData(403, "TwoFAException", RejectionKind.TwoFactor)]
    [InlineData(401, "SomethingNew", RejectionKind.Token)]
    [InlineData(404, "GeneralException", RejectionKind.NotFound)]
    [InlineData(400, "SomethingNew", RejectionKind.General)]
    [InlineData(405, "GeneralException", RejectionKind.General)]
    [InlineData(200, "InputException", RejectionKind.Input)]
    public async Task Refusals_carry_their_kind_and_the_words_of_the_broker(int status, string type, RejectionKind expected)
    {
        await using var broker = await WebBroker.AnsweringAsync(status, $$"""{"status":"error","message":"Because.","error_type":"{{type}}","data":null}""");
        var outcome = await Clients.For(broker.Addresses).PlaceAsync(Clients.Token, Varieties.Regular, Clients.Order(), default);
        Assert.Equal(Outcome<string>.Rejected(expected, "Because."), outcome);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(403)]
    public async Task A_refusal_with_a_body_that_says_nothing_is_still_a_refusal(int status)
    {
        await using var broker = await WebBroker.AnsweringAsync(status, Html, "text/html");
        var outcome = await Clients.For(broker.Addresses).PlaceAsync(Clients.Token, Varieties.Regular, Clients.Order(), default);
        Assert.Equal(OutcomeKind.Rejected, outcome.Kind);
        Assert.Equal(RejectionKind.General, outcome.Rejection);
    }

    [Fact]
    public async Task A_rate_limit_says_how_long_to_wait()
    {
        var time = new FakeTime();
        var asDate = false;
        await using var broker = await WebBroker.StartAsync(context =>
        {
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = asDate ? time.GetUtcNow().AddSeconds(9).ToString("R") : "7";
            return Task.CompletedTask;
        });
        var client = Clients.For(broker.Addresses, time);
        Assert.Equal(TimeSpan.FromSeconds(7), (await client.OrdersAsync(Clients.Token, default)).RetryAfter);
        asDate = true;
        Assert.Equal(TimeSpan.FromSeconds(9), (await client.OrdersAsync(Clients.Token, default)).RetryAfter);
    }

    [Fact]
    public async Task A_success_without_a_status_is_a_success()
    {
        await using var broker = await WebBroker.AnsweringAsync(200, """{"data":{"order_id":1953341975595868160}}""");
        var outcome = await Clients.For(broker.Addresses).CancelAsync(Clients.Token, Varieties.Regular, "1", default);
        Assert.Equal("1953341975595868160", outcome.Value);
    }

    [Fact]
    public async Task Redirects_are_not_followed()
    {
        var requests = 0;
        await using var broker = await WebBroker.StartAsync(context =>
        {
            requests++;
            context.Response.StatusCode = 307;
            context.Response.Headers.Location = "/elsewhere";
            return Task.CompletedTask;
        });
        await Clients.For(broker.Addresses).PlaceAsync(Clients.Token, Varieties.Regular, Clients.Order(), default);
        Assert.Equal(1, requests);
    }
}
