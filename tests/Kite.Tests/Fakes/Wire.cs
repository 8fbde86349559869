using System.Text;
using Kite.Rest;
using Microsoft.AspNetCore.Http;

namespace Kite.Tests.Fakes;

/// <summary>What a call looks like to the broker.</summary>
sealed record Seen(string Method, string Target, string Authorization, string Version, string Body, string ContentType);

static class Wire
{
    /// <summary>Answers every request with the same text; yields the last one.</summary>
    public static async Task<Seen> SendAsync(string answer, Func<KiteRestClient, Task> call)
    {
        Seen? seen = null;
        await using var broker = await WebBroker.StartAsync(async context =>
        {
            var request = context.Request;
            using var reader = new StreamReader(request.Body, Encoding.ASCII);
            var target = context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget;
            seen = new Seen(
                request.Method, target, request.Headers.Authorization.ToString(), request.Headers["X-Kite-Version"].ToString(),
                await reader.ReadToEndAsync(), request.ContentType ?? "");
            await context.Response.WriteAsync(answer);
        });
        await call(Clients.For(broker.Addresses));
        return seen!;
    }

    /// <summary>The one success of a call, and what it sent, as <c>METHOD target body</c>.</summary>
    public static async Task<(T Value, string Sent)> AcceptedAsync<T>(string data, Func<KiteRestClient, Task<Outcome<T>>> call)
    {
        Outcome<T> outcome = default;
        var seen = await SendAsync($$"""{"status":"success","data":{{data}}}""", async client => outcome = await call(client));
        Assert.Equal((OutcomeKind.Accepted, ""), (outcome.Kind, outcome.Message));
        Assert.Equal(("token simkey00:acc-tok-1", "3"), (seen.Authorization, seen.Version));
        return (outcome.Value!, $"{seen.Method} {seen.Target} {Uri.UnescapeDataString(seen.Body)}".TrimEnd());
    }

    /// <summary>A call that must not reach the broker ends as refused, with a sentence.</summary>
    public static async Task RefusedAsync<T>(Func<KiteRestClient, Task<Outcome<T>>> call)
    {
        await using var broker = new RawBroker(_ => Task.CompletedTask);
        var outcome = await call(Clients.For(broker.Addresses));
        Assert.Equal((OutcomeKind.Rejected, RejectionKind.Input), (outcome.Kind, outcome.Rejection));
        Assert.EndsWith(".", outcome.Message, StringComparison.Ordinal);
        Assert.Equal(0, broker.Connections);
    }
}
