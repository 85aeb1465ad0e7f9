-- Before it begins, a manager moves or cancels the institution's time of confirmation; the history tells of both.
grant update (opens_on, closes_on), delete on confirmation_campaigns to jiayi_web;
