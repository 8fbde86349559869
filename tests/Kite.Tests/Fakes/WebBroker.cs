using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Kite.Tests.Fakes;

/// <summary>A broker on a real loopback port that answers as the test says.</summary>
sealed class WebBroker : IAsyncDisposable
{
    readonly WebApplication _app;

    WebBroker(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.First());

    public KiteAddresses Addresses => new(Address, new Uri(Address, "/connect/login"), new UriBuilder(Address) { Scheme = "ws" }.Uri);

    public static async Task<WebBroker> StartAsync(RequestDelegate handler)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.UseWebSockets();
        app.Run(handler);
        await app.StartAsync();
        return new WebBroker(app);
    }

    public static Task<WebBroker> AnsweringAsync(int status, string body, string contentType = "application/json") => StartAsync(async context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        await context.Response.WriteAsync(body);
    });

    public async ValueTask DisposeAsync()
    {
        using var atOnce = new CancellationTokenSource();
        await atOnce.CancelAsync();
        await _app.StopAsync(atOnce.Token);
        await _app.DisposeAsync();
    }
}
