using Kite;

namespace Grains.Accounts;

/// <summary>Where an account's access token comes from. A hosted log-in service plugs in here.</summary>
interface ITokenSource
{
    /// <summary>Whether <see cref="LogIn"/> works without a person.</summary>
    bool Unattended { get; }

    /// <summary>A new session. Never throws for what the broker does.</summary>
    Task<Outcome<KiteSession>> LogIn(AccountOptions account, CancellationToken cancellationToken);
}

/// <summary>Chooses by the account's broker.</summary>
interface ITokenSources
{
    ITokenSource For(AccountOptions account);
}

sealed class TokenSources(RedirectTokenSource redirect, NoTokenSource none) : ITokenSources
{
    public ITokenSource For(AccountOptions account) => account.Broker == "simulator" ? redirect : none;
}
