using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Gateway.Hosting;
using Kite.Simulator;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Silo;

namespace Gateway.Tests.Support;

/// <summary>The real application in this process: Kestrel on a free loopback port, the bundled simulator, a folder of its own.</summary>
public class Service : IAsyncLifetime
{
    readonly TempFolder temp = new();
    HostParts? parts;

    internal WebApplication App { get; private set; } = null!;

    internal Uri Address { get; private set; } = null!;

    internal HttpClient Http { get; private set; } = null!;

    internal TickerSettings Settings { get; private set; } = null!;

    internal SimulatorHost? Simulator => parts?.Simulator;

    internal string Folder => temp.Path;

    protected virtual bool Keyless => true;

    /// <summary>Further arguments.</summary>
    private protected virtual IEnumerable<string> Arguments(TempFolder folder) => [];

    /// <summary>What the test brings in the place of the application's own.</summary>
    private protected virtual void Replace(IServiceCollection services)
    {
    }

    /// <summary>Where logs go; nowhere by default.</summary>
    protected virtual void AddLogging(ILoggingBuilder logging)
    {
    }

    public virtual async Task InitializeAsync()
    {
        var builder = GatewayApp.CreateBuilder(["--urls=http://127.0.0.1:0", $"--TICKER_DATA={temp.File("data")}", "--Ticker:Subscriptions:Underlyings:0=NIFTY", "--Ticker:AllowedOrigins:0=https://desk.example", "--Ticker:AllowedHosts:0=ticker.example", .. Arguments(temp)]);
        builder.Logging.ClearProviders();
        AddLogging(builder.Logging);
        Replace(builder.Services);
        Settings = TickerSettings.Read(builder.Configuration, temp.Path);
        parts = await GrainHost.Begin(Settings, TimeProvider.System, NullLoggerFactory.Instance);
        App = GatewayApp.Build(builder, Settings, parts, Keyless);
        await App.StartAsync();
        Address = new(App.Urls.Single());
        Http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = Address };
        await Eventually.Until(() => Get("/health/ready"), r => r.Status == 200, "the service to be ready");
    }

    public virtual async Task DisposeAsync()
    {
        Http.Dispose();
        await App.StopAsync();
        await App.DisposeAsync();
        if (parts is not null)
            await parts.DisposeAsync();
        temp.Dispose();
    }

    internal Task<Answer> Get(string path) => Send(new(HttpMethod.Get, path));

    internal Task<Answer> Post(string path, object? body, string? key = null) => Send(WithKey(new(HttpMethod.Post, path) { Content = body is null ? null : JsonContent.Create(body) }, key));

    internal Task<Answer> PostText(string path, string body, string? key, string contentType = "application/json") =>
        Send(WithKey(new(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, contentType) }, key));

    internal async Task<Answer> Send(HttpRequestMessage request)
    {
        using (request)
        {
            using var response = await Http.SendAsync(request);
            var text = await response.Content.ReadAsStringAsync();
            var type = response.Content.Headers.ContentType?.MediaType ?? "";
            return new(
                (int)response.StatusCode, type, text, type.EndsWith("json", StringComparison.Ordinal) ? JsonDocument.Parse(text).RootElement : default,
                response.Headers.Concat(response.Content.Headers).ToDictionary(h => h.Key, h => string.Join(',', h.Value), StringComparer.OrdinalIgnoreCase));
        }
    }

    /// <summary>A new API key, made as an operator makes one.</summary>
    internal async Task<(string Id, string Secret)> CreateKey(string name, string scopes, string? accounts = null)
    {
        using var output = new StringWriter();
        await KeyCommands.Run(["create", name, "--scopes", scopes, .. accounts is null ? Array.Empty<string>() : ["--accounts", accounts]], Settings, output);
        var text = output.ToString();
        return (text.Split(' ')[1], text.Trim().Split('\n')[^1]);
    }

    static HttpRequestMessage WithKey(HttpRequestMessage request, string? key)
    {
        if (key is not null)
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        return request;
    }
}

/// <summary>An answer, read to its end.</summary>
sealed record Answer(int Status, string Type, string Text, JsonElement Json, Dictionary<string, string> Headers)
{
    public string? Code => Json.ValueKind == JsonValueKind.Object && Json.TryGetProperty("code", out var code) ? code.GetString() : null;

    public string? Field => Json.TryGetProperty("field", out var named) ? named.GetString() : null;

    public IEnumerable<string> Names => Json.EnumerateObject().Select(p => p.Name);

    /// <summary>A problem with this status and code, in its media type, with a sentence.</summary>
    public Answer IsProblem(int status, string code, string? field = null)
    {
        Assert.Equal((status, code, field), (Status, Code, Field));
        Assert.Equal("application/problem+json", Type);
        Assert.EndsWith(".", Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
        return this;
    }

    public Answer IsOk(int status = 200)
    {
        Assert.True(Status == status, $"{Status} instead of {status}: {Text}");
        return this;
    }
}

[CollectionDefinition(nameof(Service))]
public sealed class ServiceCollectionDefinition : ICollectionFixture<Service>;

/// <summary>The same application where keys are needed.</summary>
public sealed class SecuredService : Service
{
    protected override bool Keyless => false;
}
