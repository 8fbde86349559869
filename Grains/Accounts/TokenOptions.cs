using System.ComponentModel.DataAnnotations;

namespace Grains.Accounts;

/// <summary>The day of an access token, in Indian time. Section <c>Ticker:Tokens</c>.</summary>
public sealed class TokenOptions
{
    /// <summary>A token minted between 06:00 and then is provisional, and asked after at this time; a log-in that was refused is tried again. Default: 07:45.</summary>
    [Range(typeof(TimeSpan), "06:00:00", "09:14:59", ErrorMessage = "Ticker:Tokens:RenewAt must be between 06:00:00 and 09:14:59.")]
    public TimeSpan RenewAt { get; set; } = new(7, 45, 0);

    /// <summary>From then until 15:30 on weekdays an account without a good token raises the alarm. Default: 08:30.</summary>
    [Range(typeof(TimeSpan), "06:00:00", "15:29:59", ErrorMessage = "Ticker:Tokens:AlarmAt must be between 06:00:00 and 15:29:59.")]
    public TimeSpan AlarmAt { get; set; } = new(8, 30, 0);
}
