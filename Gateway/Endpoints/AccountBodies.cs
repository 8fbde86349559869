using Grains.Interfaces.Accounts;

namespace Gateway.Endpoints;

/// <summary>The body of <c>POST /api/v1/accounts</c>.</summary>
sealed record NewAccountBody
{
    public string? Id { get; init; }

    public string? Broker { get; init; }

    public string? UserId { get; init; }

    public string? ApiKey { get; init; }

    public string? ApiSecret { get; init; }

    public string? Rest { get; init; }

    public string? Login { get; init; }

    public string? Ticker { get; init; }

    public string? LocalAddress { get; init; }

    public NewAccount ToAccount() => new()
    {
        Id = Id ?? "",
        Broker = Broker ?? "kite",
        UserId = UserId,
        ApiKey = ApiKey ?? "",
        ApiSecret = ApiSecret ?? "",
        Rest = Rest,
        Login = Login,
        Ticker = Ticker,
        LocalAddress = LocalAddress,
    };

    /// <summary>Never the key or the secret.</summary>
    public override string ToString() => $"new account {Id}";
}

/// <summary>The body of <c>PUT /api/v1/accounts/{id}/credentials</c>.</summary>
sealed record CredentialsBody
{
    public string? ApiKey { get; init; }

    public string? ApiSecret { get; init; }

    /// <summary>Never the key or the secret.</summary>
    public override string ToString() => "credentials";
}
