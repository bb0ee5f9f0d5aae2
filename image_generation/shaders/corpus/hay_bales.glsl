// title: Harvest Field
// description: Round straw bales and standing wheat on stubble in rows, trees, hills and late summer skies
// tags: harvest, hay, field, wheat, landscape

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

vec2 hash2(ivec2 c, uint s) {
    uint k = uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U;
    k = (k ^ (k >> 15)) * 0x6D2F8A35U;
    k = (k ^ (k >> 14)) * 0xA3C59E1BU;
    return vec2(float(int(k >> 16)), float(int((k ^ (k >> 13)) & 65535U))) / 65536.0;
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

float angle(vec2 v) {
    return atan(v.y, v.x + (abs(v.x) + abs(v.y) < 1e-6 ? 1e-6 : 0.0));
}

float ramp(float a, float b, float x) {
    x = clamp((x - a) / (b - a), 0.0, 1.0);
    return x * x * (3.0 - 2.0 * x);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.4);
    u = u * (0.55 + 0.5 * rnd(s, 90)) + 0.3 * (rnd3(s, 91).xy - 0.5);
    float hor = 0.5 * rnd(s, 1) - 0.05, side = rnd(s, 2) < 0.5 ? -1.0 : 1.0, hour = rnd(s, 3);
    vec3 low = hour < 0.4 ? hsv(0.03 + 0.1 * rnd(s, 4), 0.5, 1.0) : hsv(0.55, 0.15, 0.97), high = hour < 0.4 ? hsv(0.6 + 0.15 * rnd(s, 5), 0.5, 0.5) : hsv(0.56 + 0.06 * rnd(s, 5), 0.6, 0.8);
    vec3 sunCol = hour < 0.4 ? vec3(1.25, 0.95, 0.65) : vec3(1.1, 1.05, 0.95);
    vec3 col = mix(low, high, clamp((u.y - hor) * 1.1, 0.0, 1.0));
    vec3 c0 = fbmd(vec2(u.x * 1.2 + 9.0 * rnd(s, 6), u.y * 2.3), 4, s);
    col = mix(col, mix(vec3(1.0), low, 0.4) * (0.8 + 0.35 * c0.x + 0.1 * c0.z), 0.9 * ramp(0.42, 0.62, c0.x));
    float hill = hor + 0.22 * noise(vec2(u.x * 1.1 + 4.0 * rnd(s, 7), 1.0), s + 1U);
    if (u.y < hill) {
        vec2 f = vec2(u.x * 3.0 + u.y * 7.0, (u.y - hill) * 26.0);
        col = mix(hsv(0.1 + 0.2 * hash(ivec2(floor(f)), s), 0.5, 0.55), low, 0.4) * (0.85 + 0.2 * noise(u * 30.0, s));
    }
    float trees = hor + 0.01 + 0.16 * ramp(0.45, 0.6, noise(vec2(u.x * 1.7, 4.0), s + 2U)) * (0.5 + 0.8 * fbm(vec2(u.x * 7.0, 2.0), 3, s + 3U));
    if (u.y < trees) col = mix(hsv(0.25 + 0.1 * rnd(s, 8), 0.55, 0.3), low, 0.18) * (0.45 + 0.9 * noise(u * 22.0, s + 4U));
    vec3 straw = hsv(0.11 + 0.03 * rnd(s, 9), 0.5 + 0.2 * rnd(s, 10), 0.85);
    float aim = 2.0 * (rnd(s, 11) - 0.5);
    if (u.y < hor) {
        float dep = 1.0 / (hor - u.y + 0.07);
        vec2 q = vec2((u.x - aim) * dep, dep * 2.0);
        float row = q.x * 2.2 + 0.25 * noise(q * 0.4, s);
        float f = abs(fract(row) - 0.5), id = floor(row);
        float tex = noise(vec2(row * 9.0, q.y * 7.0), s + 5U) * 0.6 + 0.4 * noise(vec2(row * 26.0, q.y * 16.0), s + 6U);
        col = mix(straw, hsv(0.2, 0.45, 0.5), 0.35 * ramp(0.3, 0.6, noise(q * 0.5, s + 7U))) * (0.45 + 0.6 * tex) * (0.75 + 0.5 * ramp(0.1, 0.35, f)) * (0.9 + 0.2 * mod(id, 2.0));
        col *= sunCol;
        float shadow = ramp(0.5, 0.6, noise(q * 0.25 + 0.4 * iTime, s + 8U));
        col *= 1.0 - 0.35 * shadow;
        col = mix(col, low, 0.35 * ramp(0.3, 0.0, hor - u.y));
    }
    vec2 at = vec2(0.0);
    float on = -1.0, part = 0.0, shade = 1.0;
    for (int i = 0; i < 9; i++) {
        vec3 h = rnd3(s, 20 + i), g = rnd3(s, 40 + i);
        float z = (float(i) + 0.8 * g.x) / 9.0;
        float R = mix(0.035, 0.36, z * z) * (0.9 + 0.2 * g.y);
        vec2 foot = vec2(3.2 * (h.x - 0.5), mix(hor - 0.03, -0.85, z));
        vec2 o = (u - foot) / R - vec2(0.0, 1.0);
        float face = g.z < 0.5 ? 1.0 : -1.0, yaw = 0.25 + 0.7 * h.y;
        o.x *= face;
        vec2 e = vec2(o.x / yaw, o.y);
        float len = 1.15 * sqrt(1.0 - yaw * yaw * 0.8);
        vec2 b = vec2((o.x + len) / yaw, o.y);
        bool front = length(e) < 1.0, body = o.x < 0.0 && o.x > -len && abs(o.y) < 1.0;
        bool back = length(b) < 1.0 && o.x < -len + 0.01;
        vec2 gs = vec2((u.x - foot.x) / R - side * 1.4, (u.y - foot.y) / R * 4.5 - 0.1);
        if (front) { on = z; at = e; part = 1.0 + float(i); shade = face; }
        else if (body || back) { on = z; at = vec2(o.x, o.y); part = 20.0 + float(i); shade = face; }
        else if (length(gs * vec2(0.6, 1.0)) < 1.0 && u.y < foot.y + 0.25 * R && on < 0.0) col *= 0.58;
    }
    if (on >= 0.0) {
        vec3 c;
        float fine = noise(at * vec2(9.0, 40.0), s + 9U), r = length(at), a = angle(at);
        if (part < 15.0) {
            float spiral = fract(r * 7.0 - a / 6.28318);
            c = straw * (0.5 + 0.35 * spiral + 0.3 * noise(vec2(a * 7.0, r * 16.0), s)) * (1.0 - 0.35 * ramp(0.85, 1.0, r)) * (side * shade > 0.0 ? 1.05 : 0.6);
        } else c = straw * (0.6 + 0.45 * fine) * (0.35 + 0.75 * sqrt(max(1.0 - at.y * at.y, 0.0)) * ramp(-1.2, 0.6, at.y + 0.5) + 0.2 * at.y) * (1.0 - 0.25 * ramp(0.04, 0.02, abs(fract(at.x * 3.0) - 0.5))) * (side * shade > 0.0 ? 0.75 : 1.05);
        if (rnd(s, 12) < 0.2) c = mix(c, hsv(rnd(s, 13), 0.35, 0.9) * (0.5 + 0.5 * at.y * 0.6 + 0.3), 0.8);
        col = mix(c * sunCol, low, 0.4 * (1.0 - on) * (1.0 - on));
    }
    if (rnd(s, 14) < 0.5) {
        for (int i = 0; i < 3; i++) {
            float z = float(i) / 2.0, sc = mix(16.0, 7.0, z);
            float x = (u.x + 0.03 * sin(5.0 * iTime + u.x * 3.0 + float(i)) * (u.y + 1.0)) * sc + 3.3 * float(i);
            vec2 h = hash2(ivec2(int(floor(x)), i), s);
            float f = fract(x) - 0.5 - 0.4 * (h.x - 0.5) * (u.y + 1.2);
            float tip = -0.75 - 0.2 * z + 0.45 * h.y + 0.2 * rnd(s, 15), y = tip - u.y;
            float ear = y > 0.0 && y < 2.4 / sc ? 0.2 * sin(y * sc / 2.4 * 3.14159) * (0.7 + 0.3 * abs(sin(y * sc * 6.0))) : 0.0;
            float beard = y > -1.6 / sc && y < 0.5 / sc && abs(abs(f) - 0.1 * (1.0 - y * sc)) < 0.03 ? 1.0 : 0.0;
            if (abs(f) < max(ear, y > 0.0 ? 0.05 : 0.0) || beard > 0.5) col = mix(straw * 1.05, hsv(0.08, 0.6, 0.45), 0.5 - 0.5 * z + 0.4 * step(0.0, f * side)) * (0.6 + 0.5 * ramp(1.2, 0.0, y)) * sunCol;
        }
    }
    fragColor = vec4(film(col * 1.3), 1.0);
}
