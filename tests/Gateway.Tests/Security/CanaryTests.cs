using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;
using Gateway.Hosting;
using Gateway.Tests.Support;
using Grains.Interfaces;
using Grains.Interfaces.Accounts;
using Grains.Secrets;
using Kite.Rest;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Security;

/// <summary>The service with its log open to the last detail, a master key, and tokens of an issuer.</summary>
public sealed class WatchedService : Support.Service
{
    public const string JwtSecret = "canary-jwt-secret-0123456789abcdef";

    internal ConcurrentQueue<string> Written { get; } = new();

    internal string KeyFile => Path.Combine(Folder, "master.key");

    protected override bool Keyless => false;

    private protected override IEnumerable<string> Arguments(TempFolder folder)
    {
        MasterKeyFile.Create(KeyFile);
        return
        [
            $"--Ticker:Keys:File={KeyFile}", "--Ticker:Jwt:Issuer=https://issuer.example", "--Ticker:Jwt:Audience=ticker", $"--Ticker:Jwt:Secret={JwtSecret}",
            "--Logging:LogLevel:Default=Trace", "--Logging:LogLevel:Microsoft.AspNetCore=Debug",
        ];
    }

    protected override void AddLogging(ILoggingBuilder logging) => logging.AddProvider(new Sink(Written));

    sealed class Sink(ConcurrentQueue<string> written) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            written.Enqueue(state.ToString() ?? "");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            written.Enqueue(formatter(state, exception));
            if (exception is not null)
                written.Enqueue(exception.ToString());
            if (state is IEnumerable<KeyValuePair<string, object?>> values)
                written.Enqueue(string.Join(' ', values.Select(v => v.Value)));
        }

        public void Dispose()
        {
        }
    }
}

/// <summary>Secrets are planted as they come to be, the service is used and misused, and everything that it wrote is searched for them.</summary>
[Collection(nameof(Support.Service))]
public partial class CanaryTests(WatchedService service) : IClassFixture<WatchedService>
{
    readonly Dictionary<string, string> canaries = [];
    readonly List<string> answers = [];

    async Task<Answer> Ask(HttpMethod method, string path, string? key, string? body = null)
    {
        var request = new HttpRequestMessage(method, path);
        if (key is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        request.Headers.TryAddWithoutValidation("Idempotency-Key", "canary-order");
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        return await service.Send(request);
    }

    /// <summary>An answer that may not show a secret.</summary>
    async Task<Answer> Misuse(HttpMethod method, string path, string? key, string? body = null)
    {
        var answer = await Ask(method, path, key, body);
        answers.Add(answer.Text);
        return answer;
    }

    [Fact]
    public async Task Nothing_that_is_written_holds_a_secret()
    {
        var traced = new ConcurrentQueue<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => traced.Enqueue($"{activity.DisplayName} {string.Join(' ', activity.TagObjects)} {string.Join(' ', activity.Baggage)} {string.Join(' ', activity.Events.SelectMany(e => e.Tags))}"),
        };
        ActivitySource.AddActivityListener(listener);

        var admin = await PlantKey();
        await PlantTokens(admin);
        await PlantAccountAndWebhook(admin);
        canaries["jwt secret"] = WatchedService.JwtSecret;
        canaries["master key"] = (await File.ReadAllTextAsync(service.KeyFile)).TrimEnd('\n').Split(' ')[^1];
        await Misuses(admin);

        Assert.All(canaries.Values, c => Assert.True(c.Length >= 16));
        var sim = service.App.Services.GetRequiredService<IGrainFactory>().GetGrain<IAccountGrain>(GrainKeys.Account("sim"));
        Assert.Equal(TokenState.Valid, (await sim.GetStatus()).State);
        var metrics = (await Ask(HttpMethod.Get, "/metrics", admin)).IsOk().Text;
        Assert.Contains("ticker_account_logins_total", metrics, StringComparison.Ordinal);
        Search("log", string.Join('\n', service.Written));
        Search("traces", string.Join('\n', traced));
        Search("answers", string.Join('\n', answers));
        Search("metrics", metrics);
        var files = Directory.GetFiles(service.Folder, "*", SearchOption.AllDirectories)
            // The key file is where the key belongs, and the simulator is the broker, whose own books these are.
            .Where(f => f != service.KeyFile && Path.GetFileName(f) != "ticker.lock" && !f.Contains($"{Path.DirectorySeparatorChar}simulator{Path.DirectorySeparatorChar}", StringComparison.Ordinal)).ToArray();
        Assert.Contains(files, f => f.EndsWith("grains.db", StringComparison.Ordinal));
        Assert.Contains(files, f => f.EndsWith("ticker.db", StringComparison.Ordinal));
        foreach (var file in files)
            Search(file, await ReadShared(file));
    }

    async Task<string> PlantKey()
    {
        var (_, secret) = await service.CreateKey("boss", "admin");
        return canaries["api key"] = secret;
    }

    /// <summary>A person's log-in, through the browser's redirects.</summary>
    async Task PlantTokens(string admin)
    {
        var login = await Ask(HttpMethod.Get, "/api/v1/accounts/sim/login", admin);
        Assert.Equal(302, login.Status);
        using var browser = KiteRestClient.CreateHttpClient();
        using var page = await browser.GetAsync(new Uri(login.Headers["Location"]));
        var back = page.Headers.Location!;
        canaries["request token"] = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(back.Query)["request_token"]!;
        Assert.Equal(400, (await Misuse(HttpMethod.Get, "/callback/kite" + back.Query.Replace("nonce=", "nonce=0", StringComparison.Ordinal), null)).Status);
        Assert.Equal(302, (await Ask(HttpMethod.Get, "/callback/kite" + back.Query, null)).Status);
        Assert.Equal(400, (await Misuse(HttpMethod.Get, "/callback/kite" + back.Query, null)).Status);
        var session = await service.App.Services.GetRequiredService<IGrainFactory>().GetGrain<IAccountGrain>(GrainKeys.Account("sim")).GetSession();
        canaries["access token"] = session.AccessToken!;
        canaries["configured api secret"] = service.Simulator!.ApiSecret;
    }

    async Task PlantAccountAndWebhook(string admin)
    {
        const string secret = canaries_added;
        canaries["added api secret"] = secret;
        var sim = service.Simulator!;
        (await Misuse(HttpMethod.Post, "/api/v1/accounts", admin, $$"""
            {"id":"added","broker":"simulator","api_key":"{{sim.ApiKey}}","api_secret":"{{secret}}","rest":"{{sim.RestAddress}}","login":"{{sim.LoginAddress}}","ticker":"{{sim.TickerAddress}}"}
            """)).IsOk(201);
        canaries["webhook secret"] = (await Ask(HttpMethod.Post, "/api/v1/webhooks", admin, """{"url":"https://8.8.8.8/"}""")).IsOk(201).Json.GetProperty("secret").GetString()!;
    }

    const string canaries_added = "canary-api-secret-of-the-added-one";

    async Task Misuses(string admin)
    {
        // A log-in with a wrong secret, a token that the broker refuses, keys that are almost right, bodies with secrets in the wrong place.
        await service.App.Services.GetRequiredService<IGrainFactory>().GetGrain<IAccountGrain>(GrainKeys.Account("added")).GetSession();
        await Misuse(HttpMethod.Get, "/api/v1/accounts/added", admin);
        await Misuse(HttpMethod.Get, "/api/v1/accounts", admin + "x");
        await Misuse(HttpMethod.Get, "/api/v1/accounts", $"{WatchedService.JwtSecret}.a.b");
        await Misuse(HttpMethod.Put, "/api/v1/accounts/added/credentials", admin, $$"""{"api_secret":"{{canaries_added}}","api_secret":"{{canaries_added}}"}""");
        await Misuse(HttpMethod.Put, "/api/v1/accounts/added/credentials", admin, $$"""{"api_key":"a b","api_secret":"{{canaries_added}}"}""");
        await Misuse(HttpMethod.Post, "/api/v1/accounts", admin, $$"""{"id":"added","api_key":"k","api_secret":"{{canaries_added}}"}""");
        await Misuse(HttpMethod.Post, "/api/v1/accounts", admin, $$"""{"id":5,"api_secret":"{{canaries_added}}"}""");
        await Misuse(HttpMethod.Post, "/api/v1/orders", admin, $$"""{"exchange":"NFO"}""");
        await Misuse(HttpMethod.Post, "/api/v1/secrets/rewrap", admin);
        await Misuse(HttpMethod.Get, "/api/v1/webhooks", admin);
        await Misuse(HttpMethod.Get, "/health/ready", null);
        using var kill = new HttpClient();
        (await kill.PostAsync(new Uri(service.Simulator!.RestAddress, "control/tokens/kill"), null)).EnsureSuccessStatusCode();
        var sim = service.App.Services.GetRequiredService<IGrainFactory>().GetGrain<IAccountGrain>(GrainKeys.Account("sim"));
        await sim.ReportTokenRejected((await sim.GetSession()).Generation, "Incorrect `api_key` or `access_token`.");
        canaries["second access token"] = (await Eventually.Until(() => sim.GetSession(), s => s.AccessToken is not null, "a new token")).AccessToken!;
    }

    void Search(string where, string text)
    {
        Assert.NotEmpty(where);
        foreach (var (what, canary) in canaries)
            Assert.False(text.Contains(canary, StringComparison.Ordinal), $"The {what} is in {where}: …{Around(text, canary)}…");
    }

    static string Around(string text, string canary)
    {
        var at = Math.Max(0, text.IndexOf(canary, StringComparison.Ordinal));
        return text[Math.Max(0, at - 120)..at] + "***";
    }

    static async Task<string> ReadShared(string file)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        return await reader.ReadToEndAsync();
    }

    [Fact]
    public void No_record_or_option_shows_a_secret_in_its_text()
    {
        Assembly[] ours = [typeof(Kite.KiteCredentials).Assembly, typeof(GrainKeys).Assembly, typeof(Grains.Accounts.AccountOptions).Assembly, typeof(Silo.TickerSettings).Assembly, typeof(GatewayApp).Assembly];
        var looked = 0;
        foreach (var type in ours.SelectMany(a => a.GetTypes()).Where(t => t is { IsAbstract: false, ContainsGenericParameters: false } && (t.IsClass || t.IsValueType) && !t.IsEnum))
        {
            var secrets = Fields(type).Where(f => f.FieldType == typeof(string) && Secret().IsMatch(f.Name) && !f.IsInitOnly | f.Name[0] == '<').ToArray();
            if (secrets.Length == 0 || type.GetMethod("ToString", Type.EmptyTypes)!.DeclaringType is var declaring && (declaring == typeof(object) || declaring == typeof(ValueType)))
                continue;
            var made = RuntimeHelpers.GetUninitializedObject(type);
            foreach (var field in secrets)
                field.SetValue(made, "canary-in-text");
            looked++;
            Assert.False(made.ToString()!.Contains("canary-in-text", StringComparison.Ordinal), $"{type}.ToString shows one of {string.Join(", ", secrets.Select(f => f.Name))}.");
        }

        Assert.True(looked >= 8, $"Only {looked} types with secrets were found.");
    }

    static FieldInfo[] Fields(Type type) =>
        type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic);

    [GeneratedRegex("Secret|AccessToken|RequestToken|RefreshToken|PublicToken|^<Token>|Password|Plaintext|Credentials|Bearer")]
    private static partial Regex Secret();
}
