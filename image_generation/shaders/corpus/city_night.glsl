// title: Skyline at Night
// description: Towers with lit windows, masts and signs across a bay, their lights drawn out on the water
// tags: city, night, skyline, reflection

uint scramble(uint x) {
    x = (x ^ (x >> 15)) * 0x6D2F8A35U;
    x = (x ^ (x >> 13)) * 0xA3C59E1BU;
    return x ^ (x >> 16);
}

float rnd(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x7F4A7C15U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

float hash(ivec2 c, uint s) {
    uint k = uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

uint cell(ivec2 c, uint s) {
    return scramble(uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U);
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

vec3 hsv(float h, float s, float v) {
    return v * mix(vec3(1.0), clamp(abs(mod(h * 6.0 + vec3(0.0, 4.0, 2.0), 6.0) - 3.0) - 1.0, 0.0, 1.0), s);
}

vec3 film(vec3 c) {
    c = 1.0 - exp(-1.3 * max(c, 0.0));
    return mix(c, c * c * (3.0 - 2.0 * c), 0.35);
}

float px;

float cover(float d) {
    return clamp(0.5 - d / px, 0.0, 1.0);
}

void lay(inout vec3 col, float d, vec3 c) {
    col = mix(col, c, cover(d));
}

float box(vec2 p, vec2 b) {
    vec2 e = abs(p) - b;
    return max(e.x, e.y);
}

vec3 towers(vec2 p, uint s, float pan) {
    vec3 glow = hsv(rnd(s, 5), 0.5 + 0.4 * rnd(s, 6), 0.5), high = hsv(rnd(s, 5) + 0.3 * (rnd(s, 7) - 0.5), 0.8, 0.1);
    vec3 col = mix(glow, high, clamp(p.y * (0.7 + rnd(s, 8)), 0.0, 1.0));
    vec2 star = p * 26.0, sf = fract(star) - 0.5;
    col += step(0.93, hash(ivec2(floor(star)), s)) * (1.0 - smoothstep(0.02, 0.12, length(sf))) * 0.6;
    vec2 m = p - vec2(1.6 * (rnd(s, 9) - 0.5), 0.8 + 0.3 * rnd(s, 10));
    float moon = length(m) - 0.13;
    col += glow * 0.4 * exp(-5.0 * max(moon, 0.0)) * step(0.4, rnd(s, 11));
    if (rnd(s, 11) > 0.4) lay(col, max(moon, 0.13 * rnd(s, 12) * 1.4 - length(m - vec2(0.07, 0.05))), vec3(1.0, 0.95, 0.8));
    for (int i = 0; i < 4; i++) {
        float deep = float(i), wide = 0.16 + 0.07 * deep;
        float x = (p.x + pan * (0.15 + 0.2 * deep)) / wide + 0.37 * deep, f = floor(x);
        uint k = cell(ivec2(int(f), i), s);
        float xx = (x - f - 0.5) * wide, half_ = wide * (0.34 + 0.15 * rnd(k, 1)), h = (0.25 + 0.75 * rnd(k, 2) * rnd(k, 2) + 0.2 * rnd(k, 3)) * (1.15 - 0.18 * deep);
        float roof = rnd(k, 4), top = h;
        if (roof < 0.25) top += 0.6 * (half_ - abs(xx));
        else if (roof < 0.5) top += abs(xx) < half_ * 0.5 ? 0.06 : 0.0;
        float d = max(p.y - top, abs(xx) - half_);
        if (roof > 0.7) lay(col, max(abs(xx) - 0.006, p.y - top - 0.2), high + 0.1);
        vec3 wall = mix(glow * 0.55, hsv(rnd(k, 5), 0.4, 0.05), 0.25 * deep + 0.2) * (1.0 + 0.5 * step(xx, -half_ * 0.3));
        vec2 w = vec2(xx, p.y) * (42.0 - 6.0 * deep);
        w.x += 0.5;
        ivec2 id = ivec2(floor(w));
        vec2 q = abs(fract(w) - 0.5);
        float style = rnd(k, 6), lit = hash(id, k);
        bool on = style < 0.4 ? lit < 0.35 : style < 0.7 ? hash(ivec2(3, id.y), k) < 0.4 && lit < 0.85 : hash(ivec2(id.x, 1), k) < 0.6 && lit < 0.8;
        vec3 lamp = rnd(k, 7) < 0.6 ? vec3(1.0, 0.78, 0.42) : rnd(k, 7) < 0.85 ? vec3(0.75, 0.9, 1.0) : hsv(rnd(k, 8), 0.6, 1.0);
        if (on) wall = mix(wall, lamp * (0.6 + 0.9 * hash(id, k + 1U)), step(max(q.x, q.y * 0.9), 0.3) * step(abs(xx), half_ * 0.9) * step(p.y, h - 0.02));
        if (rnd(k, 9) < 0.2) wall += hsv(rnd(k, 10), 0.9, 1.0) * step(abs(abs(xx) - half_ + 0.01), 0.008) * step(p.y, h);
        if (rnd(k, 11) < 0.16 && deep > 0.5) {
            vec2 sign = vec2(xx, p.y - h * 0.75);
            float b = box(sign, vec2(half_ * 0.8, 0.06));
            vec3 neon = hsv(rnd(k, 12), 0.85, 1.0);
            if (b < 0.0) wall = hash(ivec2(floor(sign * 45.0)), k) < 0.5 ? neon * 1.3 : neon * 0.15;
            if (abs(b) < 0.006) wall = neon.zxy;
        }
        lay(col, d, wall);
        if (roof > 0.7) col += vec3(1.0, 0.1, 0.05) * exp(-70.0 * length(vec2(xx, p.y - top - 0.2)));
    }
    vec2 l = vec2(mod(p.x + pan, 0.19) - 0.095, p.y - 0.04);
    lay(col, p.y - 0.025, vec3(0.03, 0.03, 0.04));
    col += mix(vec3(1.0, 0.7, 0.35), glow * 2.0, 0.3) * 0.9 * exp(-60.0 * length(l));
    return col;
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.6) + 1800U;
    float zoom = 0.45 + 0.5 * rnd(s, 1);
    px = 2.0 * zoom / iResolution.y;
    vec2 p = u * zoom;
    float pan = 30.0 * rnd(s, 3) + 0.6 * iTime, shore = -0.55 + 0.6 * rnd(s, 4);
    p.y -= shore * zoom;
    vec3 col;
    if (p.y >= 0.0) col = towers(p, s, pan);
    else {
        float deep = 1.0 / (0.06 - p.y);
        vec3 sum = vec3(0.0);
        for (int i = 0; i < 3; i++) {
            float n = noise(vec2(p.x * deep * 1.2 + float(i) * 7.0, deep * 5.0 + iTime * 2.0), s + uint(i)) - 0.5;
            float stretch = 0.75 + 0.35 * float(i) + 0.6 * n;
            sum += towers(vec2(p.x + 0.035 * n, -p.y * stretch + 0.005), s, pan);
        }
        col = sum / 3.0 * vec3(0.7, 0.75, 0.85) * (0.75 + 0.5 * noise(vec2(p.x * deep * 2.0, deep * 14.0), s + 9U));
        col *= 1.0 + 0.6 * p.y;
    }
    fragColor = vec4(film(col * 1.7), 1.0);
}
