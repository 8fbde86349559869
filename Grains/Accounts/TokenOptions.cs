using System.ComponentModel.DataAnnotations;

namespace Grains.Accounts;

/// <summary>The day of an access token, in Indian time. Section <c>Ticker:Tokens</c>.</summary>
public sealed class TokenOptions
{
    /// <summary>A token minted between 06:00 and then is provisional, and asked after at this time; a log-in that was refused is tried again. Default: 07:45.</summary>
    [Range(typeof(TimeSpan), "06:00:00", "09:14:59", ErrorMessage = "Ticker:Tokens:RenewAt must be between 06:00:00 and 09:14:59.")]
    public TimeSpan RenewAt { get; set; } = new(7, 45, 0);

    /// <summary>From then until the close of a trading day an account without a good token raises the alarm. Default: 08:30.</summary>
    [Range(typeof(TimeSpan), "06:00:00", "15:29:59", ErrorMessage = "Ticker:Tokens:AlarmAt must be between 06:00:00 and 15:29:59.")]
    public TimeSpan AlarmAt { get; set; } = new(8, 30, 0);

    /// <summary>So long before a token ends no order, change or cancel leaves any more, because it might arrive after. Default: 5 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00", ErrorMessage = "Ticker:Tokens:LastOrderBefore must be between 00:00:00 and 00:05:00.")]
    public TimeSpan LastOrderBefore { get; set; } = TimeSpan.FromSeconds(5);
}
