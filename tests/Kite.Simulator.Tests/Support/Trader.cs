using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Web;

namespace Kite.Simulator.Tests.Support;

/// <summary>A client of the broker's REST routes, written for the tests alone.</summary>
internal sealed class Trader(Sim sim, SimulatorAccount account) : IDisposable
{
    readonly HttpClient _http = new(new HttpClientHandler { AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.GZip })
    {
        BaseAddress = sim.Host.RestAddress,
    };

    public SimulatorAccount Account { get; } = account;

    public string AccessToken { get; set; } = "";

    public async Task<string> RequestTokenAsync()
    {
        using var response = await _http.GetAsync(new Uri($"/connect/login?v=3&api_key={Account.ApiKey}", UriKind.Relative));
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        return HttpUtility.ParseQueryString(response.Headers.Location!.Query)["request_token"]!;
    }

    /// <summary>A page, without following where it redirects.</summary>
    public Task<HttpResponseMessage> OpenAsync(string path) => _http.GetAsync(new Uri(path, UriKind.Relative));

    public async Task LoginAsync()
    {
        var token = await RequestTokenAsync();
        var answer = await PostAsync("/session/token", Checked(token));
        AccessToken = answer.Data["access_token"]!.GetValue<string>();
    }

    public (string, string)[] Checked(string requestToken)
    {
        var checksum = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Account.ApiKey + requestToken + Account.ApiSecret)));
        return [("api_key", Account.ApiKey), ("request_token", requestToken), ("checksum", checksum)];
    }

    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<Answer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path);

    public Task<Answer> PostAsync(string path, params (string Name, string Value)[] form) => SendAsync(HttpMethod.Post, path, form);

    public Task<Answer> PutAsync(string path, params (string Name, string Value)[] form) => SendAsync(HttpMethod.Put, path, form);

    public Task<Answer> PlaceAsync(Kite.Simulator.Market.Instrument instrument, params (string Name, string Value)[] changes)
    {
        var form = new Dictionary<string, string>
        {
            ["exchange"] = "NFO",
            ["tradingsymbol"] = instrument.Symbol,
            ["transaction_type"] = "BUY",
            ["order_type"] = "LIMIT",
            ["product"] = "NRML",
            ["quantity"] = Sim.Text(instrument.Lot),
            ["price"] = Sim.Text(instrument.Asks[0].Price / 100m),
        };
        foreach (var (name, value) in changes)
            form[name] = value;
        return PostAsync("/orders/regular", [.. form.Where(static f => f.Value != "-").Select(static f => (f.Key, f.Value))]);
    }

    /// <summary>Places an order that must be taken and returns its id.</summary>
    public async Task<string> PlacedAsync(Kite.Simulator.Market.Instrument instrument, params (string Name, string Value)[] changes)
    {
        var answer = await PlaceAsync(instrument, changes);
        Assert.True(answer.Status == 200, answer.Text);
        return answer.Data["order_id"]!.GetValue<string>();
    }

    public async Task<JsonNode> OrderAsync(string id) =>
        (await GetAsync("/orders")).Data.AsArray().Single(o => o!["order_id"]!.GetValue<string>() == id)!;

    public async Task<string[]> StatesAsync(string id) =>
        [.. (await GetAsync($"/orders/{id}")).Data.AsArray().Select(static o => o!["status"]!.GetValue<string>())];

    /// <summary>A JSON body; a string is sent as it is.</summary>
    public Task<Answer> PostJsonAsync(string path, object body) =>
        SendAsync(HttpMethod.Post, path, content: new StringContent(body as string ?? JsonSerializer.Serialize(body), Encoding.UTF8, "application/json"));

    public async Task<Answer> SendAsync(HttpMethod method, string path, (string Name, string Value)[]? form = null, HttpContent? content = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.Add("X-Kite-Version", "3");
        if (AccessToken.Length > 0)
            request.Headers.TryAddWithoutValidation("Authorization", $"token {Account.ApiKey}:{AccessToken}");
        if (form is not null)
            request.Content = new FormUrlEncodedContent(form.Select(static f => KeyValuePair.Create(f.Name, f.Value)));
        using var response = await _http.SendAsync(request);
        return new((int)response.StatusCode, await response.Content.ReadAsStringAsync(), response.Content.Headers.ContentType?.MediaType ?? "");
    }

    public void Dispose() => _http.Dispose();
}

internal sealed record Answer(int Status, string Text, string MediaType)
{
    public JsonNode Json => JsonNode.Parse(Text) ?? throw new JsonException("null");

    public JsonNode Data => Json["data"]!;

    public string ErrorType => Json["error_type"]!.GetValue<string>();

    public string Message => Json["message"]!.GetValue<string>();
}
