// title: Volcano
// description: A cone with lava streams, fountains, ash cloud and glowing bombs by day, dusk and night
// tags: volcano, lava, ash, eruption, landscape

float rnd(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x7F4A7C15U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

vec3 rnd3(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x2545F491U;
    k = (k ^ (k >> 15)) * 0x6D2F8A35U;
    k = (k ^ (k >> 13)) * 0xA3C59E1BU;
    return vec3(ivec3(k >> 22, (k >> 12) & 1023U, (k >> 2) & 1023U)) / 1023.0;
}

float hash(ivec2 c, uint s) {
    uint k = uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

float noise(vec2 p, uint s) {
    vec2 f = floor(p);
    uvec2 c = uvec2(ivec2(f)) * uvec2(0x9C8F2D35U, 0x63D835B3U);
    uvec4 k = c.x + c.y + s * 0x51ED2705U + uvec4(0U, 0x9C8F2D35U, 0x63D835B3U, 0x006762E8U);
    vec4 h = vec4(ivec4((k ^ (k >> 15)) * 0x6D2F8A35U >> 8));
    f = p - f;
    f = f * f * (3.0 - 2.0 * f);
    vec2 m = mix(h.xz, h.yw, f.x);
    return mix(m.x, m.y, f.y) * 5.9604645e-8;
}

vec3 noised(vec2 p, uint s) {
    vec2 f = floor(p);
    uvec2 c = uvec2(ivec2(f)) * uvec2(0x9C8F2D35U, 0x63D835B3U);
    uvec4 k = c.x + c.y + s * 0x51ED2705U + uvec4(0U, 0x9C8F2D35U, 0x63D835B3U, 0x006762E8U);
    vec4 h = vec4(ivec4((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) * 5.9604645e-8;
    f = p - f;
    vec2 u = f * f * (3.0 - 2.0 * f);
    vec2 du = 6.0 * f * (1.0 - f);
    float b = h.y - h.x, d = h.z - h.x, e = h.w - h.z - b;
    return vec3(h.x + b * u.x + d * u.y + e * u.x * u.y, du * vec2(b + e * u.y, d + e * u.x));
}

float fbm(vec2 p, int octaves, uint s) {
    float a = 0.5, v = 0.0;
    for (int i = 0; i < octaves; i++) {
        v += a * noise(p, s + uint(i));
        p = mat2(1.62, 1.19, -1.19, 1.62) * p;
        a *= 0.5;
    }
    return v / (1.0 - 2.0 * a);
}

vec3 fbmd(vec2 p, int octaves, uint s) {
    mat2 turn = mat2(1.62, 1.19, -1.19, 1.62), m = mat2(1.0);
    float a = 0.5;
    vec3 v = vec3(0.0);
    for (int i = 0; i < octaves; i++) {
        vec3 n = noised(p, s + uint(i));
        v += a * vec3(n.x, n.yz * m);
        p = turn * p;
        m = turn * m;
        a *= 0.5;
    }
    return v;
}

vec3 hsv(float h, float s, float v) {
    return v * mix(vec3(1.0), clamp(abs(mod(h * 6.0 + vec3(0.0, 4.0, 2.0), 6.0) - 3.0) - 1.0, 0.0, 1.0), s);
}

vec3 film(vec3 c) {
    c = 1.0 - exp(-1.3 * max(c, 0.0));
    return mix(c, c * c * (3.0 - 2.0 * c), 0.35);
}

float ramp(float a, float b, float x) {
    x = clamp((x - a) / (b - a), 0.0, 1.0);
    return x * x * (3.0 - 2.0 * x);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.5);
    u = u * (0.55 + 0.5 * rnd(s, 90)) + 0.3 * (rnd3(s, 91).xy - 0.5);
    float hor = -0.7 + 0.5 * rnd(s, 1), day = rnd(s, 2), side = rnd(s, 3) < 0.5 ? -1.0 : 1.0;
    vec3 low = hsv(0.97 + 0.15 * rnd(s, 4), 0.5, 0.3 + 0.6 * day), high = hsv(0.55 + 0.2 * rnd(s, 5), 0.6, 0.08 + 0.6 * day);
    vec3 col = mix(low, high, ramp(hor, hor + 1.5, u.y));
    if (day < 0.4) col += step(0.99, hash(ivec2(fragCoord / iResolution.y * 150.0), s)) * 0.6;
    vec2 tip = vec2(0.9 * (rnd(s, 6) - 0.5), hor + 0.5 + 0.6 * rnd(s, 7));
    float steep = 0.7 + 0.8 * rnd(s, 8), crater = 0.07 + 0.13 * rnd(s, 9);
    vec3 glow = hsv(0.02 + 0.06 * rnd(s, 10), 0.9, 1.0);
    vec2 o = u - tip;
    float wind = side * (0.2 + 0.8 * rnd(s, 11));
    float y = max(o.y + 0.03, 0.0);
    float cx = (o.x - wind * y * y) / (crater + 0.5 * y + 0.3 * y * y * rnd(s, 12));
    vec2 rp = vec2(cx * 1.4, y * 3.0 - 2.5 * iTime) + 5.0 * rnd(s, 13);
    float roll = fbm(rp, 5, s + 1U), lit = roll - fbm(rp + vec2(0.25 * side, -0.3), 3, s + 1U);
    float plume = 1.2 - abs(cx) + 1.8 * (roll - 0.55);
    float ash = ramp(0.0, 0.35, plume) * step(-0.03, o.y) * ramp(2.4, 0.8, y);
    vec3 ashCol = mix(hsv(0.05, 0.15, 0.12), mix(low, vec3(0.75), 0.4 * day), clamp(0.5 + 2.2 * lit, 0.0, 1.0) * (0.35 + 0.65 * day));
    ashCol += glow * 0.9 * ramp(0.7, 0.0, y) * ramp(0.35, 0.6, roll);
    if (rnd(s, 14) < 0.75) col = mix(col, ashCol, ash);
    float bolt = abs(cx - 1.5 * (noise(vec2(y * 5.0, 1.0), s + 2U) - 0.5) - 0.3 * (noise(vec2(y * 22.0, 2.0), s + 2U) - 0.5));
    if (day < 0.5 && rnd(s, 15) < 0.5) col += vec3(0.8, 0.8, 1.0) * (ramp(0.04, 0.0, bolt) + 0.2 * ramp(0.35, 0.0, bolt)) * ash;
    col += glow * 0.5 * exp(-3.5 * length(o * vec2(1.0, 0.8))) * (1.3 - day);
    for (int i = 0; i < 14; i++) {
        vec3 h = rnd3(s, 20 + i);
        float t = fract(h.z + 0.9 * iTime);
        vec2 v = vec2((h.x - 0.5) * 1.5, 0.9 + 0.9 * h.y);
        vec2 b = o - v * t + vec2(0.0, 1.25 * t * t);
        vec2 dir = normalize(v - vec2(0.0, 2.5 * t));
        float along = dot(b, dir), across = length(b - along * dir);
        float streak = ramp(0.022, 0.0, across + 0.06 * max(along, 0.0)) * ramp(-0.25, 0.0, along) * ramp(0.05, 0.0, along);
        col += glow * 1.6 * streak;
    }
    float fount = ramp(0.06 + 0.25 * y, 0.0, abs(o.x)) * ramp(0.45 * rnd(s, 16) + 0.05, 0.0, y) * step(0.0, o.y + 0.05) * noise(vec2(o.x * 25.0, y * 7.0 - 9.0 * iTime), s + 3U);
    col += glow * 2.0 * fount;
    float ax = max(abs(o.x) - crater, 0.0);
    float cone = -ax * steep / (1.0 + 0.5 * ax) + 0.05 * (noise(vec2(u.x * 7.0, 1.0), s + 4U) - 0.5) - 0.05 * step(abs(o.x), crater * 0.9);
    if (o.y < cone) {
        float down = -o.y;
        vec3 g = fbmd(vec2(o.x / (0.35 + down) * 4.0, down * 3.0) + 3.0, 5, s + 5U);
        vec3 rock = hsv(0.04 + 0.6 * step(0.6, rnd(s, 17)), 0.25, 0.25 + 0.25 * day);
        col = rock * (0.4 + 0.9 * g.x) * (0.75 - 0.3 * side * g.y - 0.35 * side * sign(o.x) * ramp(0.0, 0.2, abs(o.x)));
        if (rnd(s, 18) < 0.35) col = mix(col, vec3(0.9) * (0.3 + 0.7 * day), ramp(0.35, 0.2, down + 0.3 * (g.x - 0.5)));
        col = mix(col, hsv(0.28, 0.5, 0.25) * (0.3 + day) * (0.5 + noise(u * 40.0, s)), ramp(0.5, 0.75, down + 0.35 * (g.x - 0.5)) * step(0.4, rnd(s, 19)));
        float wander = o.x / (0.25 + 0.9 * down) + 0.5 * (noise(vec2(down * 4.0, 3.0), s + 6U) - 0.5) + 0.15 * (noise(vec2(down * 14.0, 4.0), s + 6U) - 0.5);
        float flow = 9.0;
        for (int i = 0; i < 4; i++) flow = min(flow, abs(wander - 1.3 * (rnd(s, 40 + i) - 0.5)) + 0.18 * max(down - 0.35 - 0.9 * rnd(s, 50 + i), 0.0) * 9.0);
        float heat = ramp(0.1 + 0.05 * g.x, 0.0, flow);
        float skin = noise(vec2(wander * 20.0, down * 9.0 - 4.0 * iTime), s + 7U);
        col = mix(col, mix(glow * vec3(0.8, 0.5, 0.5), vec3(1.6, 1.2, 0.5), ramp(0.3, 0.9, heat * (0.6 + 0.6 * skin))), ramp(0.15, 0.6, heat));
        col += glow * 0.35 * ramp(0.4, 0.0, flow) * (1.2 - day);
    }
    float land = hor - 0.05 + 0.12 * fbm(vec2(u.x * 2.5, 5.0), 3, s + 8U);
    if (u.y < land) {
        float wet = rnd(s, 21);
        float dep = 1.0 / (land - u.y + 0.1);
        vec3 w = noised(vec2(u.x * dep * 2.0, dep * 7.0 + iTime), s + 9U);
        vec3 shoreCol = hsv(0.25 + 0.1 * rnd(s, 22), 0.5, 0.08 + 0.25 * day) * (0.5 + noise(u * vec2(20.0, 30.0), s + 10U));
        vec3 sea = mix(high * 0.5, low, 0.4 * w.x) + glow * 0.5 * ramp(0.25, 0.0, abs(u.x - tip.x + 0.12 * w.y)) * w.x * (1.2 - day);
        col = wet < 0.5 ? sea : shoreCol;
        float x = u.x * 12.0;
        if (wet >= 0.5 && u.y < land - 0.12 + 0.25 * hash(ivec2(int(floor(x)), 1), s) * (1.0 - 2.0 * abs(fract(x) - 0.5)) - 0.1) col = shoreCol * 0.4;
    }
    fragColor = vec4(film(col * 1.4), 1.0);
}
