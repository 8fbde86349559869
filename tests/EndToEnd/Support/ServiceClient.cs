using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace EndToEnd.Support;

/// <summary>An answer of the service, read to its end.</summary>
sealed record Answer(int Status, string Text, HttpResponseHeaders Headers)
{
    /// <summary>The body as JSON.</summary>
    public JsonElement Json => JsonElement.Parse(Text);

    /// <summary>The machine-readable code of a problem, or null.</summary>
    public string? Code => Property("code");

    /// <summary>The field that a problem names, or null.</summary>
    public string? Field => Property("field");

    public override string ToString() => $"{Status} {Text}";

    string? Property(string name) => Text.StartsWith('{') && Json.TryGetProperty(name, out var value) ? value.GetString() : null;
}

/// <summary>A REST client of the service.</summary>
sealed class ServiceClient(Uri address, string? key = null) : IDisposable
{
    readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = address, Timeout = TimeSpan.FromSeconds(35) };

    public Task<Answer> Get(string path, params (string Name, string Value)[] headers) => Send(HttpMethod.Get, path, null, headers);

    public Task<Answer> Put(string path) => Send(HttpMethod.Put, path, null);

    public Task<Answer> Delete(string path) => Send(HttpMethod.Delete, path, null);

    /// <summary>Places an order; a null key sends no Idempotency-Key.</summary>
    public Task<Answer> Place(string? idempotencyKey, object order) =>
        Send(HttpMethod.Post, "/api/v1/orders", JsonSerializer.Serialize(order), idempotencyKey is null ? [] : [("Idempotency-Key", idempotencyKey)]);

    /// <summary>The stored order of an idempotency key, or null.</summary>
    public async Task<JsonElement?> Order(string idempotencyKey)
    {
        var answer = await Get("/api/v1/orders?limit=500");
        if (answer.Status != 200)
            throw new InvalidOperationException($"/api/v1/orders answered {answer}");
        var found = answer.Json.GetProperty("orders").EnumerateArray().Where(o => o.GetProperty("client_order_id").GetString() == idempotencyKey).ToList();
        return found.Count switch
        {
            0 => null,
            1 => found[0],
            _ => throw new InvalidOperationException($"{found.Count} orders are stored under the key {idempotencyKey}."),
        };
    }

    public async Task<Answer> Send(HttpMethod method, string path, string? json, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (json is not null)
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        if (key is not null)
            request.Headers.Authorization = new("Bearer", key);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var response = await http.SendAsync(request);
        return new((int)response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers);
    }

    public void Dispose() => http.Dispose();
}
